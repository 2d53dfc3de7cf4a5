package main

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"

	"madoguchi/internal/central"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// shortfall is what a backup lacks of what the anchors saw.
type shortfall struct {
	records    int64 // so many that are known of
	from       int64 // the first of them
	unknown    bool  // and more that nobody can count: an anchor of a later key
	generation int   // the newest that an anchor names, 0 when none does
}

func (m shortfall) any() bool { return m.records > 0 || m.unknown }

// compare holds the backup's log against its signed head and all anchors, the central server's too, and says exactly what is missing. It fails
// with RestoreBehind when something is and nobody took it on, and with the code of the verdict when anything else is wrong.
func (r *restoring) compare(ctx context.Context) (m shortfall, err error) {
	central := r.askCentral(ctx)
	texts := r.anchors.texts
	if central != "" {
		r.certificate.anchors, texts = append(r.certificate.anchors, r.say("中央サーバー", "central server")), append(texts, central)
	}
	reader, err := store.OpenReader(filepath.Join(r.dir, restoringFolder, store.FileName), store.Options{})
	if err != nil {
		return m, err
	}
	defer reader.Close()
	o := oplog.Options{Checkpoints: texts}
	v, err := reader.Verify(ctx, o)
	if err != nil {
		return m, err
	}
	if v.Problem == oplog.IndexDiffers { // the records are as they were signed: they say what must stand in it
		if v, err = r.searchAnew(ctx, reader, v, o); err != nil {
			return m, err
		}
	}
	all, rest, names := v.Anchors, []string(nil), []string(nil)
	for i, a := range all {
		if !r.lacks(&m, a, v) {
			rest, names = append(rest, texts[i]), append(names, r.certificate.anchors[i])
		}
	}
	shown := r.certificate
	if o.Checkpoints = rest; len(rest) < len(all) { // what is there must be right all the same
		shown.anchors = names
		if v, err = reader.Verify(ctx, o); err != nil {
			return m, err
		}
	}
	shown.head(r.say("バックアップ ", "backup ")+r.path, v.OK, v.Problem)
	shown.body(v)
	if !v.OK {
		return m, juki.Refuse(v.Code())
	}
	if !m.any() {
		r.line("足りない操作履歴", "missing records", "%s", r.nothingMissing(len(all)))
		return m, nil
	}
	r.tell(m, v, all, central != "")
	if r.accepted == "" {
		return m, juki.Refuse(juki.RestoreBehind)
	}
	return m, nil
}

func (r *restoring) nothingMissing(anchors int) string {
	if anchors == 0 {
		return r.say("分かりません。照合表(--checkpoint)や中央サーバー(--central)と合わせないと、バックアップより後の記録があったかどうかは分かりません",
			"not known: only a sheet (--checkpoint) or the central server (--central) can tell whether there were records after the backup")
	}
	return r.say("渡したチェックポイントの範囲では、ありません", "none, as far as the checkpoints given tell")
}

// lacks adds what an anchor saw and the backup has not; false for an anchor that is to be judged like any other.
func (r *restoring) lacks(m *shortfall, a oplog.Anchor, v oplog.Verdict) bool {
	generation, ours := r.generationOf(a.Checkpoint.Origin)
	if ours {
		m.generation = max(m.generation, generation)
	}
	switch {
	case a.Problem == oplog.AnchorBeyondEnd:
		m.from, m.records = v.Records, max(m.records, a.Checkpoint.Size-v.Records)
		return true
	case a.Problem == oplog.AnchorForeign && ours && generation > r.backup.Header.Generation:
		m.unknown = true // signed by a key that this backup is too old to know
		return true
	case a.Problem == oplog.AnchorLost:
		return true // told, but no news: it was taken on at the restore before
	}
	return false
}

// generationOf reads which generation of this terminal's log an origin names.
func (r *restoring) generationOf(origin string) (n int, ours bool) {
	rest, ours := strings.CutPrefix(origin, r.backup.Header.Origin)
	if !ours || rest == "" {
		return 1, ours
	}
	n, err := strconv.Atoi(strings.TrimPrefix(rest, "-"))
	return n, err == nil && rest[0] == '-' && n > 1
}

// tell says for each anchor which records are missing, and where some of them can still be read.
func (r *restoring) tell(m shortfall, v oplog.Verdict, anchors []oplog.Anchor, central bool) {
	for i, a := range anchors {
		name := r.certificate.anchors[i]
		if name == "" {
			name = strconv.Itoa(i + 1)
		}
		switch generation, _ := r.generationOf(a.Checkpoint.Origin); {
		case a.Problem == oplog.AnchorBeyondEnd:
			r.line("足りない操作履歴", "missing records", r.say("記録 %d から %d まで(%s 件)。チェックポイント「%s」は %s 件目までを見ています。バックアップの最後の記録は %s です",
				"records %d to %d (%s). Checkpoint %q saw %s records; the last record of the backup is of %s"),
				v.Records, a.Checkpoint.Size-1, thousands(a.Checkpoint.Size-v.Records), name, thousands(a.Checkpoint.Size), r.clock(v.Last))
		case a.Problem == oplog.AnchorForeign && generation > r.backup.Header.Generation:
			r.line("足りない操作履歴", "missing records", r.say("件数は分かりません。チェックポイント「%s」は、この端末が後で復元されたとき(第 %d 世代)の鍵のものです。より新しいバックアップを探してください",
				"how many is not known. Checkpoint %q is of the key of a later restore (generation %d); look for a newer backup"), name, generation)
		case a.Problem == oplog.AnchorLost:
			r.line("前の復元で失われた記録", "lost at an earlier restore", r.say("記録 %d から %d まで(チェックポイント「%s」)", "records %d to %d (checkpoint %q)"), a.LostFrom, a.Checkpoint.Size-1, name)
		}
	}
	if central {
		if a := anchors[len(anchors)-1]; a.Problem == oplog.AnchorBeyondEnd {
			r.line("残っている所", "where they are", r.say("記録 %d から %d までは、中央サーバーにあります", "records %d to %d are on the central server"), v.Records, a.Checkpoint.Size-1)
		}
	} else if r.settings.Central.Set() {
		r.line("残っている所", "where they may be", "%s", r.say("中央サーバーに送ってあれば、そこにあります(madoguchi central status で件数を確かめてください)", "on the central server, if they were uploaded (madoguchi central status)"))
	}
	r.line("残っている所", "where they may be", "%s", r.say("バックアップより後に書き出した保管ファイル、引渡しフォルダーの保管ファイル", "archives written out or delivered after the backup"))
}

// askCentral gives the head that the central server took last; "" when there is none to ask or it does not answer.
func (r *restoring) askCentral(ctx context.Context) string {
	if r.central == "" || !r.settings.Central.Set() {
		return ""
	}
	size, checkpoint, err := central.Head(ctx, r.settings.Central.In(r.central), r.backup.Header.VerifierKey, r.now)
	if err != nil {
		r.line("中央サーバー", "central server", r.say("照会できませんでした。%s", "could not be asked. %s"), inWords(err))
		return ""
	}
	r.line("中央サーバー", "central server", r.say("%s 件あります", "has %s records"), thousands(size))
	if size == 0 {
		return ""
	}
	return checkpoint
}

// searchAnew makes the indexes of the restored log anew where those of the backup hid or added records, says so, and verifies again.
func (r *restoring) searchAnew(ctx context.Context, reader *store.Reader, v oplog.Verdict, o oplog.Options) (oplog.Verdict, error) {
	r.misfiled = v.Misfiled
	r.line("バックアップの検索の索引", "search indexes of the backup", r.say("記録と合わなかったので、記録から作り直します(%s)。操作履歴に残します。だれかがデータファイルを書き換えた疑いがあります",
		"did not agree with the records and are made anew from them (%s); the log will tell. Somebody may have changed the data file"), strings.Join(v.Misfiled, ", "))
	if err := store.MakeIndexesAnew(ctx, filepath.Join(r.dir, restoringFolder, store.FileName), v.Misfiled); err != nil {
		return v, err
	}
	return reader.Verify(ctx, o)
}
