package main

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// verdictInWords is a verdict as an auditor files it: what was read, whose key was believed, what is wrong, where and since when.
func verdictInWords(v oplog.Verdict) string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%s: %s\n", name, fmt.Sprintf(format, args...))
	}
	if v.OK {
		line("判定", "正しい(OK)")
	} else {
		line("判定", "正しくない(NG) %s", problemInWords(v.Problem))
	}
	if v.Line > 0 {
		line("場所", "%d 行目", v.Line)
	}
	if v.BadBefore > 0 {
		line("最初に合わない記録", "記録 %d から %d までの間", v.BadFrom, v.BadBefore-1)
	}
	line("読んだ記録", "%d 件", v.Records)
	if v.Records > 0 {
		line("期間", "%s から %s まで", clock(v.First), clock(v.Last))
		line("ルート", "%x", v.Root[:])
	}
	line("検証鍵", "%s", v.VerifierKey)
	line("鍵の根拠", "%s", keyInWords(v.Key))
	for i, a := range v.Anchors {
		name := fmt.Sprintf("チェックポイント %d", i+1)
		if a.Problem == oplog.NoProblem {
			line(name, "一致(%d 件まで)", a.Checkpoint.Size)
			continue
		}
		line(name, "不一致 %s", problemInWords(a.Problem))
		if !a.Before.IsZero() {
			line("変わった時期", "%s から %s までの記録", clock(a.After), clock(a.Before))
		}
	}
	return b.String()
}

func clock(t time.Time) string {
	if t.IsZero() {
		return "最初"
	}
	return t.In(juki.Tokyo()).Format("2006-01-02 15:04:05")
}

func keyInWords(k oplog.KeySource) string {
	switch k {
	case oplog.KeyGiven:
		return "--key で渡した鍵"
	case oplog.KeyOfAnchor:
		return "渡したチェックポイントにも署名した鍵"
	}
	return "ファイルに書いてある鍵(渡した鍵やチェックポイントではない)"
}

// problemInWords says what a problem means to somebody who was not there.
func problemInWords(p oplog.Problem) string {
	words := map[oplog.Problem]string{
		oplog.NotAnArchive:     "保管ファイルではありません",
		oplog.KeyMalformed:     "検証鍵の行が壊れています",
		oplog.KeyForeign:       "信頼する鍵ではない鍵で署名されています(ほかの端末、または作り直し)",
		oplog.LineMalformed:    "記録の行の形が正しくありません",
		oplog.OutOfSequence:    "記録が抜けているか、入れ替わっています",
		oplog.PayloadMalformed: "記録の内容の形が正しくありません",
		oplog.CutOff:           "ファイルが途中で切れています",
		oplog.CheckpointBroken: "末尾のチェックポイントが壊れています",
		oplog.SignatureWrong:   "署名が正しくありません",
		oplog.RecordsMissing:   "署名された件数より記録が少なくなっています",
		oplog.RecordsTooMany:   "署名された件数より記録が多くなっています",
		oplog.RootDiffers:      "記録の内容が、署名されたものと違います",
		oplog.AnchorUnreadable: "渡したチェックポイントを読めません",
		oplog.AnchorForeign:    "渡したチェックポイントは、ほかの鍵で署名されています",
		oplog.AnchorBeyondEnd:  "チェックポイントの時点より記録が減っています(削除、または古い状態への巻き戻し)",
		oplog.AnchorDiffers:    "チェックポイントの時点までの記録が書き換えられています",
		oplog.AnchorNotReached: "チェックポイントの件数まで読めませんでした",
	}
	if w, ok := words[p]; ok {
		return w + "(" + string(p) + ")"
	}
	return string(p)
}
