package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// certificate prints a verdict as an auditor files it: what was checked and by what, how much of it and from when, which anchors it was held
// against, whose key was believed; and what is wrong, where and since when.
type certificate struct {
	out     io.Writer
	english bool
	path    string
	anchors []string // the names of the files that the anchors came from, "" for a text
	at      time.Time
}

func (c certificate) say(japanese, english string) string {
	if c.english {
		return english
	}
	return japanese
}

func (c certificate) line(japanese, english, format string, args ...any) {
	fmt.Fprintf(c.out, "%s: %s\n", c.say(japanese, english), fmt.Sprintf(format, args...))
}

// archive is the verdict on an archive.
func (c certificate) archive(v oplog.Verdict) {
	format := ""
	if v.Version > 0 {
		format = fmt.Sprintf(c.say("(形式 %d)", " (format %d)"), v.Version)
	}
	c.head(c.say("保管ファイル ", "archive ")+c.path+format, v.OK, v.Problem)
	c.body(v)
}

// part is the verdict on a part of a log.
func (c certificate) part(v oplog.PartVerdict) {
	c.head(c.say("分割した保管ファイル ", "a part of a log ")+c.path, v.OK, v.Problem)
	c.line("範囲", "range", c.say("記録 %s から %s まで(前の %s 件は、根ハッシュ %x だけが入っています)", "records %s to %s (of the %s before, only the root %x is in it)"),
		thousands(v.From), thousands(v.Records-1), thousands(v.From), v.FromRoot[:])
	c.body(v.Verdict)
}

// log is the verdict on a terminal's database.
func (c certificate) log(v oplog.Verdict) {
	c.head(c.say("端末のデータベース ", "a terminal's database ")+c.path, v.OK, v.Problem)
	c.body(v)
}

func (c certificate) head(what string, ok bool, problem oplog.Problem) {
	fmt.Fprintln(c.out, c.say("操作履歴の検証結果", "Verification of an operation log"))
	if ok {
		c.line("判定", "verdict", "%s", c.say("正しい(OK)", "good (OK)"))
	} else {
		c.line("判定", "verdict", "%s %s", c.say("正しくない(NG)", "NOT good (NG)"), c.problem(problem))
	}
	c.line("検証したもの", "verified", "%s", what)
}

func (c certificate) body(v oplog.Verdict) {
	if !v.OK {
		c.where(v)
	}
	if len(v.Misfiled) > 0 {
		c.line("合わない索引", "indexes that lie", "%s", strings.Join(v.Misfiled, ", "))
		c.line("操作履歴そのもの", "the log itself", "%s", c.say("署名のとおりです。索引だけが、記録を隠しているか、余分に持っています(データファイルの書換え、または故障)。窓口の次の検査が記録から作り直し、操作履歴に残します",
			"as it was signed. Only the index hides records, or has too many (the file was changed, or is damaged). The counter's next check makes it anew from the records, and records that"))
	}
	c.line("読んだ記録", "records read", "%s%s", thousands(v.Records), c.say(" 件", ""))
	if v.Erased > 0 {
		c.line("本文のない記録", "records without text", c.say("初めの %s 件(保存期間が過ぎて本文が消された記録です。ハッシュだけが残っています。だれがいつ消したかは、操作履歴の log.erased にあります)",
			"the first %s (erased after their time; only their hashes are left. Its record log.erased says who erased them, and when)"), thousands(v.Erased))
		c.erased(v)
	}
	if v.Newer > 0 {
		c.line("知らない種類の記録", "records of unknown kinds", c.say("%s 件(新しい版のプログラムが書いたもの。署名は確かめました)",
			"%s (written by a newer program; the signature covers them)"), thousands(v.Newer))
	}
	if !v.First.IsZero() {
		c.line("期間", "period", c.say("%s から %s まで", "%s to %s"), c.clock(v.First), c.clock(v.Last))
	}
	if v.Records > 0 {
		c.line("ルート", "root", "%x", v.Root[:])
	}
	if v.Stored > 0 {
		c.line("日ごとの署名", "signatures of each day", c.say("%d 日分と一致", "%d days match"), v.Stored)
	}
	c.key(v.VerifierKey, v.Foreign, v.Predecessor, v.Key)
	c.inherited(v.Successions)
	c.held(v.Anchors, v.Told)
	c.reach(v)
	c.foot()
}

// where says which records are in doubt and when they were written.
func (c certificate) where(v oplog.Verdict) {
	if v.Line > 0 {
		c.line("場所", "where", c.say("%d 行目", "line %d"), v.Line)
	}
	switch {
	case v.BadBefore == 0:
		return
	case v.BadBefore == v.BadFrom+1:
		c.line("合わない記録", "bad record", c.say("記録 %d", "record %d"), v.BadFrom)
	default:
		c.line("合わない記録", "bad records", c.say("最初のものは、記録 %d から %d までの間", "the first is among records %d to %d"), v.BadFrom, v.BadBefore-1)
	}
	until := c.say("(分かりません)", "(not known)")
	if !v.BadUntil.IsZero() {
		until = c.clock(v.BadUntil)
	}
	if v.BadAfter.IsZero() {
		c.line("いつから", "since when", c.say("初めの記録から %s までの間", "from the first record until %s"), until)
		return
	}
	c.line("いつから", "since when", c.say("%s より後(それまでの記録は合っています)、%s まで", "after %s (the records up to then are right), until %s"), c.clock(v.BadAfter), until)
}

func (c certificate) key(verifier, foreign, predecessor string, source oplog.KeySource) {
	c.line("検証鍵", "verifier key", "%s", verifier)
	if foreign != "" {
		c.line("ファイルの鍵", "key of the file", "%s", foreign)
	}
	words := map[oplog.KeySource]string{
		oplog.KeyGiven:    c.say("--key で渡した鍵", "the key given with --key"),
		oplog.KeyOfAnchor: c.say("渡したチェックポイントにも署名した鍵", "it also signed a checkpoint that was given"),
		oplog.KeyOfArchive: c.say("ファイルに書いてある鍵(渡した鍵やチェックポイントではない)",
			"only the file itself says so (no key and no checkpoint was given)"),
		oplog.KeyInherited: fmt.Sprintf(c.say("前の鍵 %s から引き継いだ鍵(渡した鍵、または渡したチェックポイントに署名した鍵は、前の鍵です。前の鍵を盗んだ人も、引継ぎに署名できます。復元の後の照合表か検証鍵と合わせてください)",
			"handed over to by the key before, %s (that one was given or signed a checkpoint that was given; whoever stole it can sign a handover too: hold the log against a sheet or the key of after the restore)"), predecessor),
	}
	c.line("鍵の根拠", "why the key is believed", "%s", words[source])
}

// held tells of each anchor, and of those among the erased records what their dates must be.
func (c certificate) held(anchors []oplog.Anchor, told oplog.Erasing) {
	for i, a := range anchors {
		name := strconv.Itoa(i + 1)
		if i < len(c.anchors) && c.anchors[i] != "" {
			name += " " + c.anchors[i]
		}
		japanese, english := "チェックポイント "+name, "checkpoint "+name
		if a.Problem == oplog.NoProblem {
			c.line(japanese, english, c.say("一致(%s 件まで)", "matches (up to %s records)"), thousands(a.Checkpoint.Size))
			c.before(a, told)
			c.signers(a)
			continue
		}
		c.line(japanese, english, "%s %s", c.say("不一致", "does not match"), c.problem(a.Problem))
		if a.Problem == oplog.AnchorDiffers && !a.Before.IsZero() {
			c.line("変わった時期", "changed", c.say("%s から %s までの記録", "among the records of %s to %s"), c.clock(a.After), c.clock(a.Before))
		}
		if a.Problem == oplog.AnchorLost {
			c.lost(a)
		}
		if a.Problem == oplog.AnchorBeyondEnd {
			c.line("なくなった記録", "records gone", c.say("%s より後、%s 件目まで", "after %s, up to number %s"), c.clock(a.After), thousands(a.Checkpoint.Size))
		}
	}
}

// signers tells whose cards signed an anchor too; without --cosigner it is only what the line says of itself.
func (c certificate) signers(a oplog.Anchor) {
	for _, s := range a.Cosigned {
		word := c.say("確かめていません(--cosigner がありません)", "not verified (no --cosigner was given)")
		if s.Good {
			word = c.say("正しい", "good")
		}
		c.line("カードの署名", "signature of a card", "%s+%s %s %s", s.Name, s.KeyID, c.clock(s.At), word)
	}
}

// reach says up to where the anchors prove: what came later rests on the terminal's signature alone.
func (c certificate) reach(v oplog.Verdict) {
	if !v.OK && v.Problem != oplog.IndexDiffers {
		return
	}
	if len(v.Anchors) == 0 {
		c.line("証明の範囲", "proven", "%s", c.say("端末の署名だけが根拠です。巻き戻しや署名のし直しは、照合表のチェックポイントと合わせないと分かりません",
			"rests on the terminal's signature alone; only the checkpoint of a sheet shows that the log was rolled back or signed again"))
		return
	}
	proven := int64(0)
	for _, a := range v.Anchors {
		proven = max(proven, a.Checkpoint.Size)
	}
	if proven == v.Records {
		c.line("証明の範囲", "proven", "%s", c.say("全部の記録が、渡したチェックポイントで証明されました", "all records, by the checkpoints given"))
		return
	}
	c.line("証明の範囲", "proven", c.say("渡したチェックポイントで %s 件まで。残りの %s 件は、端末の署名だけが根拠です",
		"%s records by the checkpoints given; the other %s rest on the terminal's signature alone"), thousands(proven), thousands(v.Records-proven))
}

// one is the verdict on the proof of one record.
func (c certificate) one(v oplog.ProofVerdict) {
	c.head(c.say("1件の記録の証明 ", "the proof of one record ")+c.path, v.OK, v.Problem)
	if v.Payload != nil {
		c.line("記録", "record", c.say("%s 件のうちの記録 %d", "number %[2]d of %[1]s"), thousands(v.Checkpoint.Size), v.Seq)
		c.line("日時", "time", "%s", c.clock(v.Time))
		c.line("本文", "text", "%s", v.Payload)
		if r, err := oplog.DecodeRecord(v.Payload); err == nil {
			language := oplog.Japanese
			if c.english {
				language = oplog.English
			}
			c.line("意味", "meaning", "%s", oplog.Sentence(r, language))
		}
		c.line("ルート", "root", "%x", v.Checkpoint.Root[:])
	}
	if v.VerifierKey != "" {
		c.key(v.VerifierKey, v.Foreign, "", v.Key)
	}
	c.held(v.Anchors, oplog.Erasing{})
	if v.OK && len(v.Anchors) == 0 {
		c.line("証明の範囲", "proven", "%s", c.say("端末の署名だけが根拠です。照合表のチェックポイントで作った証明を、その照合表と合わせて確かめてください",
			"rests on the terminal's signature alone; make the proof for the checkpoint of a sheet and hold it against that sheet"))
	}
	c.foot()
}

func (c certificate) foot() {
	c.line("検証したプログラム", "verified by", "madoguchi %s", version)
	c.line("検証した日時", "verified at", "%s", c.clock(c.at))
}

func (c certificate) clock(t time.Time) string {
	if t.IsZero() {
		return c.say("最初", "the beginning")
	}
	return t.In(juki.Tokyo()).Format("2006-01-02 15:04:05")
}

// thousands is a count with separators.
func thousands(n int64) string {
	text := strconv.FormatInt(n, 10)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// problem says what a problem means to somebody who was not there.
func (c certificate) problem(p oplog.Problem) string {
	words, known := problemsInWords()[p]
	if !known {
		return string(p)
	}
	return c.say(words[0]+"("+string(p)+")", words[1]+" ("+string(p)+")")
}

func problemsInWords() map[oplog.Problem][2]string {
	return map[oplog.Problem][2]string{
		oplog.NotAnArchive:     {"保管ファイルではありません", "this is no archive"},
		oplog.KeyMalformed:     {"検証鍵の行が壊れています", "the line of the verifier key is broken"},
		oplog.KeyForeign:       {"信頼する鍵ではない鍵で署名されています(ほかの端末、または作り直し)", "signed with another key than the trusted one: another terminal, or sealed again"},
		oplog.LineMalformed:    {"記録の行の形が正しくありません", "the line of a record has not its form"},
		oplog.OutOfSequence:    {"記録が抜けているか、入れ替わっています", "a record is missing or has changed its place"},
		oplog.PayloadMalformed: {"記録の内容の形が正しくありません", "the text of a record has not its form"},
		oplog.CutOff:           {"ファイルが途中で切れています", "the file is cut off"},
		oplog.CheckpointBroken: {"末尾のチェックポイントが壊れているか、ありません", "the checkpoint at the end is broken or not there"},
		oplog.SignatureWrong:   {"署名が正しくありません", "the signature is wrong"},
		oplog.RecordsMissing:   {"署名された件数より記録が少なくなっています", "there are fewer records than were signed"},
		oplog.RecordsTooMany:   {"署名された件数より記録が多くなっています", "there are more records than were signed"},
		oplog.RootDiffers:      {"記録の内容が、署名されたものと違います", "the records are not those that were signed"},
		oplog.StoredDiffers:    {"その日までの記録が、その日の署名と違います(書換え、挿入、入替え、または削除)", "the records up to a day are not those signed on that day: edited, inserted, exchanged or deleted"},
		oplog.ColumnsDiffer:    {"検索に使う列が、記録の内容と違います", "what a record is searched by is not what it says"},
		oplog.AnchorUnreadable: {"渡したチェックポイントを読めません", "the checkpoint given cannot be read"},
		oplog.AnchorForeign:    {"渡したチェックポイントは、ほかの鍵で署名されています(ほかの端末、または新しい鍵での作り直し)", "the checkpoint given is signed with another key: another terminal, or sealed again with a newer key"},
		oplog.AnchorBeyondEnd:  {"チェックポイントの時点より記録が減っています(削除、または古い状態への巻き戻し)", "there are fewer records than the checkpoint saw: deleted, or rolled back"},
		oplog.AnchorDiffers:    {"チェックポイントの時点までの記録が書き換えられています(書換え、挿入、入替え、または削除)", "the records up to the checkpoint were changed: edited, inserted, exchanged or deleted"},
		oplog.CosignerMissing:  {"チェックポイントに、操作者識別カードの署名がありません(端末の鍵だけで作られた疑い)", "the checkpoint has no signature of an operator card: the terminal's key alone may have made it"},
		oplog.CosignerWrong:    {"チェックポイントに、渡したカードの署名がありません(ほかのカード、または偽造)", "none of the cards given has signed the checkpoint: another card, or forged"},
		oplog.AnchorBeforePart: {"チェックポイントは、この保管ファイルの最初の記録より前のものです", "the checkpoint is older than the first record in this file"},
		oplog.AnchorNotReached: {"チェックポイントの件数まで読めませんでした", "could not be read as far as the checkpoint"},
		oplog.AnchorLost:       {"このチェックポイントが見た記録の一部は、端末を復元したときに失われています", "some of the records that the checkpoint saw were lost when the terminal was restored"},
		oplog.IndexDiffers:     {"検索の索引が記録と合いません(検索や点検の報告から、記録が隠されているか、余分に出ます)", "a search index does not agree with the records: searches and reports hide records, or show too many"},
		oplog.ErasedUntold:     {"本文のない記録がありますが、消したことの記録(log.erased)が操作履歴にありません。正しい手続で消されたものではありません", "records have no text, and the log has no record of erasing them (log.erased): they were not erased by right"},
		oplog.ErasedEarly:      {"消したことの記録(log.erased)が、保存期間(3年)の終わる前に本文を消したと言っています。正しい手続で消されたものではありません", "a record of erasing (log.erased) says that texts were erased before their three years were over: they were not erased by right"},
		oplog.ErasedAhead:      {"消したことの記録(log.erased)の日時が、検証した日時より1日以上後です。偽りの記録か、端末または検証したPCの時計の誤りです", "a record of erasing (log.erased) lies more than a day after the time of verifying: it is false, or the terminal's clock or this one is wrong"},
		oplog.ErasedDiffers:    {"消したことの記録(log.erased)が言う最後の日の記録が、消されずに残っています。記録の言う範囲は、消された範囲ではありません", "a record of the last day that went, as the record of erasing (log.erased) says, is still there: what it tells is not what was erased"},
		oplog.SuccessionWrong:  {"鍵の引継ぎが正しくありません(前の鍵の署名がないか、操作履歴が引継ぎを記録していません)", "a handover to a new key is wrong: not signed by the key before, or not told of in the log"},
		oplog.AnchorOtherSize:  {"証明のチェックポイントと件数が違います。この照合表で作った証明が要ります", "of another size than the proof's checkpoint: a proof made for this sheet is needed"},
		oplog.ProofMalformed:   {"証明の形が正しくありません", "the proof has not its form"},
		oplog.ProofWrong:       {"この記録は、署名された操作履歴の記録ではありません", "the record is not one of the log that was signed"},
	}
}
