package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

const proveUsage = "prove --record N -o FILE [--checkpoint TEXT|@FILE|SHEET.png|SHEET.pdf]"

// maxProofFile bounds what is read as a proof, in bytes.
const maxProofFile = 64 << 10

// runProve writes the proof of one record: that it stands in the log, without showing another one. It reads beside a counter that works on
// the data; it changes nothing and records nothing, as a look at the archive does not either.
func runProve(ctx context.Context, args []string) error {
	f, data := flags("prove")
	seq := f.Int64("record", -1, "記録の番号")
	out := f.String("o", "", "書き出すファイル")
	var anchors anchorTexts
	anchors.flag(f)
	_, dir, err := parse(f, data, args, 0)
	if err != nil {
		return err
	}
	if *seq < 0 || *out == "" || len(anchors.values) > 1 {
		fmt.Fprintln(os.Stderr, "madoguchi "+proveUsage)
		return errUsage
	}
	if err := anchors.read(); err != nil {
		return err
	}
	file := filepath.Join(dir, store.FileName)
	if _, err := os.Stat(file); err != nil {
		return fmt.Errorf("%w: %s", errNoData, dir)
	}
	r, err := store.OpenReader(file, store.Options{})
	if err != nil {
		return err
	}
	defer r.Close()
	checkpoint := ""
	if len(anchors.texts) > 0 { // a sheet has one
		checkpoint = anchors.texts[0]
	}
	proof, err := r.Prove(ctx, *seq, checkpoint)
	switch {
	case errors.Is(err, store.ErrNoRecordThere):
		return fmt.Errorf("記録 %d はありません(または保存期間が過ぎて本文が消えています)", *seq)
	case errors.Is(err, oplog.ErrNotInCheckpoint):
		return fmt.Errorf("記録 %d は、渡したチェックポイントより後の記録です。その後の照合表を使ってください", *seq)
	case err != nil:
		return err
	}
	if err := writeWhole(*out, func(w io.Writer) error { _, err := w.Write(proof); return err }); err != nil {
		return err
	}
	fmt.Printf("記録 %d の証明(%d バイト)を %s に書き出しました。madoguchi verify で確かめられます。\n", *seq, len(proof), *out)
	return nil
}

// proof verifies the proof of one record and prints the verdict.
func (c certificate) proof(r io.Reader, o oplog.Options) (juki.Code, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxProofFile))
	if err != nil {
		return "", fmt.Errorf("証明を読めません: %w", err)
	}
	v, err := oplog.VerifyProof(text, o)
	if err != nil {
		return "", fmt.Errorf("証明を読めません: %w", err)
	}
	c.one(v)
	return v.Code(), nil
}
