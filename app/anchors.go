package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"madoguchi/app/clerk"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// LogSettings is the part [log] of the settings: what holds the operation history from outside.
type LogSettings struct {
	Cosign bool   `toml:"cosign"` // whoever closes the day also signs with the operator card (key 9A, the card's own PIN)
	Carry  string `toml:"carry"`  // where a checkpoint to be carried away is written, a stick for example; "" for the folder archives
}

// cosigned is the checkpoint of a day's sheet with the signatures of operator cards; "" for what is no sheet.
func (m *Main) cosigned(ctx context.Context, body any) (string, error) {
	sheet, is := body.(stock.DaySheet)
	if !is || sheet.Checkpoint == "" {
		return "", nil
	}
	return m.db.Cosigned(ctx, sheet.Checkpoint)
}

// dayCheckpoint is the checkpoint that a closed day's sheets carry; CountMissing for a day without.
func (m *Main) dayCheckpoint(ctx context.Context, day juki.Date) (string, []stock.DaySheet, error) {
	sheets, err := m.keeper.Book.Sheets(ctx, day)
	if err != nil {
		return "", nil, err
	}
	for _, s := range sheets {
		if s.Checkpoint != "" {
			return s.Checkpoint, sheets, nil
		}
	}
	return "", nil, juki.Refuse(juki.CountMissing)
}

// Cosigners implements clerk.Anchors.
func (o office) Cosigners(ctx context.Context, day juki.Date) (by []string, err error) {
	checkpoint, _, err := o.m.dayCheckpoint(ctx, day)
	if err != nil {
		return nil, err
	}
	text, err := o.m.db.Cosigned(ctx, checkpoint)
	for _, c := range oplog.Cosignatures(text) {
		by = append(by, filepath.Base(c.Name))
	}
	return by, err
}

// Cosign implements clerk.Anchors: the card signs the checkpoint on the day's sheets, and their PDFs are written anew. The day was
// closed before and stays so whatever becomes of this.
func (o office) Cosign(ctx context.Context, day juki.Date, pin []byte) error {
	defer clear(pin)
	checkpoint, sheets, err := o.m.dayCheckpoint(ctx, day)
	if err != nil {
		return err
	}
	at := o.m.Now()
	digest, err := oplog.CosignatureDigest(checkpoint, at)
	if err != nil {
		return fmt.Errorf("cosigning the checkpoint of %s: %w", day, err)
	}
	signed, err := o.m.session.SignWithCard(ctx, digest, pin)
	if err != nil {
		return err
	}
	cosigner, err := oplog.NewCosigner(oplog.CosignerName(o.m.settings.origin(), signed.Operator.ID), signed.Public)
	if err != nil {
		return fmt.Errorf("cosigning the checkpoint of %s: %w", day, err)
	}
	_, err = o.m.db.Cosign(ctx, store.Cosigning{Cosigner: cosigner, Operator: signed.Operator.ID, At: at, Day: day, Signature: signed.Signature, Checkpoint: checkpoint})
	for _, s := range sheets {
		if err == nil {
			err = o.m.writeSheet(s, o.m.sheetPath(s), false)
		}
	}
	return err
}

// CarryCheckpoint implements clerk.Anchors.
func (o office) CarryCheckpoint(ctx context.Context) (string, int64, error) {
	op, err := o.m.session.Require(juki.DataProtectionManager, juki.SystemAdministrator, juki.SecurityDirector, juki.Auditor)
	if err != nil {
		return "", 0, err
	}
	path := o.m.carryPath()
	size, err := o.m.carry(ctx, path, op.ID)
	return path, size, err
}

// carryPath is where a checkpoint of now goes. The name says whose log and when, and nothing of anybody.
func (m *Main) carryPath() string {
	folder := m.settings.Log.Carry
	if folder == "" {
		folder = filepath.Join(m.Dir, archiveFolder)
	}
	return filepath.Join(folder, "checkpoint-"+m.settings.Terminal+"-"+m.Now().In(juki.Tokyo()).Format("20060102-150405")+".txt")
}

// carry writes the signed head as it stands for somebody to carry away. The record of it is there before the file is; one that then could not be
// written was still asked for.
func (m *Main) carry(ctx context.Context, path string, by juki.OperatorID) (int64, error) {
	head, err := m.db.Checkpoint(ctx)
	if err != nil {
		return 0, err
	}
	cosigners, err := m.db.Cosigners(ctx)
	if err != nil {
		return 0, err
	}
	text, err := oplog.Carried{Checkpoint: head.Text, VerifierKey: m.db.VerifierKey(), Cosigners: cosigners, At: m.Now()}.Text()
	if err != nil {
		return 0, err
	}
	err = m.db.Record(ctx, oplog.Record{Time: m.Now(), Event: oplog.HeadCarried, Operator: by, Values: []oplog.Value{oplog.Size(head.Size), oplog.Root(head.Root)}})
	if err != nil {
		return 0, err
	}
	if err := writeWhole(path, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
		return 0, folderFailed(err)
	}
	return head.Size, nil
}

// folderFailed is the outcome of a folder that cannot be written; one that is an outcome already stays as it is.
func folderFailed(err error) error {
	var o *juki.Outcome
	if err == nil || errors.As(err, &o) {
		return err
	}
	o = juki.Refuse(juki.DeliveryFolder)
	o.Err = err
	return o
}

// AnchorState implements clerk.Anchors.
func (o office) AnchorState(ctx context.Context) (s clerk.AnchorState, err error) {
	if _, err = o.m.session.Require(juki.DataProtectionManager, juki.SystemAdministrator, juki.SecurityDirector, juki.Auditor); err != nil {
		return s, err
	}
	s.VerifierKey, s.Cosign = o.m.db.VerifierKey(), o.m.settings.Log.Cosign
	s.CarryFolder = filepath.Dir(o.m.carryPath())
	if s.Cosigners, err = o.m.db.Cosigners(ctx); err != nil {
		return s, err
	}
	last, err := o.m.db.LastCosigned(ctx)
	if err != nil {
		return s, err
	}
	if list := oplog.Cosignatures(last); len(list) > 0 {
		c := list[len(list)-1]
		s.CosignedAt, s.CosignedBy = c.At, filepath.Base(c.Name)
	}
	s.Delivery, err = o.m.deliveryState(ctx)
	return s, err
}

const checkpointUsage = "checkpoint -o FILE"

var errCheckpointAtTheCounter = errors.New("窓口が動いているので、ここからは書き出せません(書き出したことを記録できません)。窓口の「操作履歴」の画面の「控え・引渡し」で書き出してください")

// runCheckpoint writes the signed checkpoint of a terminal whose counter is closed, to be carried away.
func runCheckpoint(ctx context.Context, args []string) error {
	return writeOut(args, "checkpoint", "書き出すファイル(USBメモリーなど)", "操作履歴 %d 件のチェックポイントを %s に書き出しました。\n", errCheckpointAtTheCounter, (*Main).carryPath,
		func(m *Main, path string) (int64, error) { return m.carry(ctx, path, "") })
}

// cosignerKeys reads what --cosigner names: verifier keys as text, or the files of certificates or public keys.
func cosignerKeys(values []string, checkpoints []string) (keys []string, err error) {
	for _, value := range values {
		if _, err := oplog.ParseCosigner(value); err == nil {
			keys = append(keys, value)
			continue
		}
		content, err := os.ReadFile(value)
		if err != nil {
			return nil, fmt.Errorf("--cosigner を読めません: %w", err)
		}
		found, err := cosignersIn(content, checkpoints)
		if err != nil {
			return nil, fmt.Errorf("--cosigner %s: %w", filepath.Base(value), err)
		}
		keys = append(keys, found...)
	}
	return keys, nil
}
