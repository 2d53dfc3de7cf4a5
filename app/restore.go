package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/store"
)

const restoreUsage = "restore BACKUP --data DIR [--checkpoint TEXT|@FILE|SHEET.png|SHEET.pdf]... [--recovery-key @FILE | --keys-of FOLDER] [--central FOLDER] [--accept-missing ID] [--lang ja|en]"

// restoring is one restore: a backup into an empty folder.
type restoring struct {
	certificate // what it says is printed like a verdict
	dir         string
	anchors     anchorTexts
	keyFile     string // with the recovery key; "" asks for it
	keysOf      string // a data folder whose key is still there
	central     string // the folder with the certificate files of the settings
	accepted    juki.OperatorID
	in          io.Reader // where the recovery key and the password are typed, a line each
	now         func() time.Time
	keys        func(dir string) store.Keys

	settings Settings
	misfiled []string // indexes that lied in the backup, and were made anew
	master   []byte
	backup   *store.BackupFile
}

// runRestore brings a backup back. It needs no counter and touches none.
func runRestore(ctx context.Context, args []string) error {
	f, data := flags("restore")
	r := restoring{in: os.Stdin, now: time.Now, keys: defaultKeys}
	r.anchors.flag(f)
	f.StringVar(&r.keyFile, "recovery-key", "", "復旧キーを入れたファイル(@FILE)。なければ尋ねます")
	f.StringVar(&r.keysOf, "keys-of", "", "端末の鍵がまだ残っているデータフォルダー(復旧キーの代わり)")
	f.StringVar(&r.central, "central", "", "中央サーバーにも照会する: 設定の証明書のファイルがあるフォルダー")
	accepted := f.String("accept-missing", "", "足りない操作履歴があっても続けることを引き受ける人の操作者番号")
	language := f.String("lang", "ja", "表示の言語: ja か en")
	words, dir, err := parse(f, data, args, 1)
	if err != nil {
		return err
	}
	if *accepted != "" {
		if r.accepted, err = juki.ParseOperatorID(*accepted); err != nil {
			return fmt.Errorf("--accept-missing: 操作者番号(S001 など)を書いてください")
		}
	}
	r.certificate = certificate{out: os.Stdout, english: *language == "en", path: words[0], at: time.Now()}
	r.dir = dir
	if err := r.anchors.read(); err != nil {
		return err
	}
	r.certificate.anchors = r.anchors.names
	return r.restore(ctx)
}

var errNotEmpty = errors.New("戻す先のフォルダーが空ではありません。空のフォルダーを --data で指定してください(壊れたデータは消さずに残してください)")

// restoringFolder is where the database lies until everything is known to be right.
const restoringFolder = "restoring"

// restore brings everything back or leaves the folder as empty as it was.
func (r *restoring) restore(ctx context.Context) (err error) {
	if err := emptyFolder(r.dir); err != nil {
		return err
	}
	if r.backup, err = store.OpenBackup(ctx, r.path); err != nil {
		return err
	}
	defer r.backup.Close()
	if err := r.findMaster(ctx); err != nil {
		return err
	}
	defer clear(r.master)
	defer func() {
		if err != nil {
			err = errors.Join(err, r.undo())
		}
	}()
	if err := r.bringFiles(ctx); err != nil {
		return err
	}
	m, err := r.compare(ctx)
	if err != nil {
		return err
	}
	how, err := r.goOn(ctx, m)
	if err != nil {
		return err
	}
	if err := r.finish(); err != nil {
		return err
	}
	r.next(how, m)
	return nil
}

func emptyFolder(dir string) error {
	names, err := os.ReadDir(dir)
	if err == nil && len(names) > 0 {
		return errNotEmpty
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("戻す先のフォルダーを見られません: %w", err)
	}
	return nil
}

// undo takes away what was brought back so far; the folder was empty before.
func (r *restoring) undo() error {
	var errs []error
	for _, p := range r.backup.Header.Files {
		if err := os.Remove(filepath.Join(r.dir, p.Name)); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(append(errs, os.RemoveAll(filepath.Join(r.dir, restoringFolder)))...)
}

// findMaster gets the terminal's secret: with the recovery key, or from where the terminal had it. The backup must be that terminal's.
func (r *restoring) findMaster(ctx context.Context) (err error) {
	if r.keysOf != "" {
		if r.master, err = r.keys(r.keysOf).Load(); err != nil {
			return fmt.Errorf("%s に端末の鍵がありません: %w", r.keysOf, err)
		}
		return r.backup.Authentic(ctx, r.master)
	}
	if r.backup.Header.Recovery == "" {
		return errors.New("このバックアップは、復旧キーを作る前のものです。端末の鍵が残っていれば、--keys-of で元のデータフォルダーを指定してください")
	}
	text, err := r.typedKey(ctx)
	if err != nil {
		return err
	}
	key, err := store.ParseRecoveryKey(text)
	if err != nil {
		return err
	}
	defer key.Wipe()
	if r.master, err = r.backup.Master(key); err != nil {
		return err
	}
	return r.backup.Authentic(ctx, r.master)
}

// bringFiles extracts the backup: the database aside, the others in their place.
func (r *restoring) bringFiles(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Join(r.dir, restoringFolder), 0o700); err != nil {
		return fmt.Errorf("戻す先のフォルダーに書けません: %w", err)
	}
	err := r.backup.Extract(ctx, func(name string) string {
		switch name {
		case store.FileName:
			return filepath.Join(r.dir, restoringFolder, name)
		case settingsFile, profileFile:
			return filepath.Join(r.dir, name)
		}
		return "" // of a newer program: not needed here
	})
	if err != nil {
		return err
	}
	if r.settings, err = readSettings(r.dir); err != nil {
		return err
	}
	if r.settings.origin() != r.backup.Header.Origin {
		return fmt.Errorf("バックアップの設定(%s)が、操作履歴の端末(%s)のものではありません", r.settings.origin(), r.backup.Header.Origin)
	}
	return nil
}

func (r *restoring) options() store.Options {
	return store.Options{Now: r.now, Rand: rand.Reader, Keys: store.HeldKey(r.master), Origin: r.backup.Header.Origin}
}

// goOn hands the log over to a new key and records it.
func (r *restoring) goOn(ctx context.Context, m shortfall) (how store.Continued, err error) {
	db, err := store.Open(filepath.Join(r.dir, restoringFolder), r.options())
	if err != nil {
		return how, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	by := juki.OperatorID("")
	if m.any() {
		by = r.accepted
		if err := r.accept(ctx, db.Operators(), by); err != nil {
			return how, err
		}
	}
	if _, err := db.CheckAll(ctx); err != nil {
		return how, err
	}
	if how, err = db.Continue(ctx, r.options(), m.generation, m.records, by); err != nil {
		return how, err
	}
	return how, db.RecordRebuilt(ctx, r.misfiled)
}

// finish keeps the key and gives the database its place: from here on it is a terminal.
func (r *restoring) finish() error {
	if err := store.PutKey(r.keys(r.dir), r.master); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(r.dir, restoringFolder, store.FileName), filepath.Join(r.dir, store.FileName)); err != nil {
		return fmt.Errorf("データベースを置けません: %w", err)
	}
	return os.RemoveAll(filepath.Join(r.dir, restoringFolder))
}

// next tells what there is to do now.
func (r *restoring) next(how store.Continued, m shortfall) {
	r.line("復元しました", "restored", "%s", r.dir)
	r.line("操作履歴", "the log", r.say("%s 件を引き継ぎ、記録 %d から新しい鍵で続けます(第 %d 世代)", "%s records taken over; from record %d on it goes on with a new key (generation %d)"),
		thousands(how.Handover.Size), how.Handover.Size, how.Generation)
	r.line("新しい検証鍵", "new verifier key", "%s", how.VerifierKey)
	steps := [][2]string{
		{"madoguchi verify " + r.dir + " --checkpoint (一番新しい照合表) で、もう一度確かめ、結果を保管する。", "madoguchi verify " + r.dir + " --checkpoint (the newest sheet): check once more and file the result."},
		{"在庫を実査する。バックアップの後に動いたカードは、台帳と合わない。", "Count the stock: what moved after the backup is not in the ledger."},
		{"前の端末(ディスク)が残っていれば、二度と起動しない。前の証明書を失効させる。", "Never start the old disk again; revoke its certificate."},
	}
	if r.settings.Central.Set() {
		steps = append(steps, [2]string{"中央サーバーで: madoguchi central add-terminal " + r.settings.Terminal + " --key " + how.VerifierKey, "On the central server: madoguchi central add-terminal " + r.settings.Terminal + " --key " + how.VerifierKey})
	}
	if m.any() {
		steps = append(steps, [2]string{"足りない操作履歴(上の範囲)を、情報保護管理者に報告し、照合表・中央サーバー・保管ファイルの写しを残す。", "Report the missing records (above) to the data protection manager; keep the sheets, the central copy and the archives that have them."})
	}
	fmt.Fprintln(r.out, r.say("次にすること", "What to do next"))
	for i, s := range slices.All(steps) {
		fmt.Fprintf(r.out, "  %d. %s\n", i+1, r.say(s[0], s[1]))
	}
}
