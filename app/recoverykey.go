package main

import (
	"bytes"
	"context"
	"strings"
	"sync"

	"madoguchi/app/clerk"
	"madoguchi/hardware"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/report"
	"madoguchi/internal/session"
	"madoguchi/internal/store"
)

// freshKey is a recovery key between its drawing and the moment when somebody has read its paper. It is in memory only.
type freshKey struct {
	mu    sync.Mutex // never held while a key is stored: a page that is left for a lock drops its key on the UI thread
	drawn drawnKey
	turn  int // counts what was put and dropped
}

// drawnKey is a key and who answers for it.
type drawnKey struct {
	key         *store.RecoveryKey
	by, witness juki.OperatorID
}

// put keeps a key in the place of the one before; a nil key drops that.
func (f *freshKey) put(k *store.RecoveryKey, by, witness juki.OperatorID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.drawn.key != nil {
		f.drawn.key.Wipe()
	}
	f.drawn, f.turn = drawnKey{k, by, witness}, f.turn+1
}

// take lends the key to whoever drew it and has read its ending, to be stored. Until giveBack there is none here.
func (f *freshKey) take(by juki.OperatorID, ending string) (d drawnKey, turn int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.drawn.key == nil || f.drawn.by != by {
		return d, 0, juki.Refuse(juki.StepNotAllowed)
	}
	if !strings.EqualFold(strings.TrimSpace(ending), f.drawn.key.Ending()) {
		return d, 0, juki.Refuse(juki.RecoveryKeyWrong)
	}
	d, f.drawn = f.drawn, drawnKey{}
	return d, f.turn, nil
}

// giveBack keeps a key that could not be stored for the next try, unless it was dropped meanwhile.
func (f *freshKey) giveBack(d drawnKey, turn int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.turn != turn {
		d.key.Wipe()
		return
	}
	f.drawn = d
}

// PrintRecoveryKey implements clerk.Backups. Nothing is kept and nothing recorded yet: a key whose paper cannot be read would be worse than none.
func (o office) PrintRecoveryKey(ctx context.Context, second session.Confirmation) (clerk.RecoveryPaper, error) {
	op, err := o.m.session.Require(juki.SystemAdministrator)
	if err != nil {
		return clerk.RecoveryPaper{}, err
	}
	if second.For != oplog.RecoveryKeyMade || second.Operator.ID == op.ID || second.Operator.ID == "" {
		return clerk.RecoveryPaper{}, juki.Refuse(juki.SamePersonTwice)
	}
	k, err := store.NewRecoveryKey(o.m.Rand)
	if err != nil {
		return clerk.RecoveryPaper{}, err
	}
	made := clerk.RecoveryPaper{Number: k.Number()}
	if err := o.m.printRecoveryKey(ctx, k, second.Operator.ID); err != nil {
		made.Trouble, made.Text = printCode(err), k.Text() // copied by hand: two people stand here
	}
	o.m.fresh.put(k, op.ID, second.Operator.ID)
	return made, nil
}

func (m *Main) printRecoveryKey(ctx context.Context, k *store.RecoveryKey, witness juki.OperatorID) error {
	if m.Printer == nil {
		return juki.Refuse(juki.PrinterMissing)
	}
	head, err := papers{m}.head(ctx)
	if err != nil {
		return err
	}
	var pdf bytes.Buffer
	defer func() { clear(pdf.Bytes()) }()
	paper := report.RecoveryKeyPaper{PaperHead: head, Text: k.Text(), Number: k.Number(), Witness: witness}
	if err := report.WriteRecoveryKey(&pdf, paper, report.Options{Training: m.Training}); err != nil {
		return err
	}
	return hardware.Print(ctx, m.Printer, hardware.PrintDocument{Name: "recovery-key", PDF: pdf.Bytes(), Copies: 1}, printDeadline, func(hardware.PrintStatus) {})
}

// KeepRecoveryKey implements clerk.Backups.
func (o office) KeepRecoveryKey(ctx context.Context, ending string) error {
	op, err := o.m.session.Require(juki.SystemAdministrator)
	if err != nil {
		return err
	}
	return o.m.keepRecoveryKey(ctx, op.ID, ending)
}

func (m *Main) keepRecoveryKey(ctx context.Context, by juki.OperatorID, ending string) error {
	d, turn, err := m.fresh.take(by, ending)
	if err != nil {
		return err
	}
	if err := m.db.KeepRecoveryKey(ctx, d.key, d.by, d.witness); err != nil {
		m.fresh.giveBack(d, turn)
		return err
	}
	d.key.Wipe()
	return nil
}

// DropRecoveryKey implements clerk.Backups.
func (o office) DropRecoveryKey() { o.m.fresh.put(nil, "", "") }
