package store

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// signer is an operator card's key 9A.
type signer struct {
	key *ecdsa.PrivateKey
	oplog.Cosigner
}

func newSigner(t *testing.T, operator juki.OperatorID) signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c, err := oplog.NewCosigner(oplog.CosignerName("28225.madoguchi/terminal-01", operator), key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return signer{key, c}
}

// under is the card's signature under a checkpoint.
func (s signer) under(t *testing.T, checkpoint string, operator juki.OperatorID) Cosigning {
	t.Helper()
	digest, err := oplog.CosignatureDigest(checkpoint, morning)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := ecdsa.SignASN1(rand.Reader, s.key, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	return Cosigning{Cosigner: s.Cosigner, Operator: operator, At: morning, Day: juki.DateOf(morning), Signature: signature, Checkpoint: checkpoint}
}

// scratchLog is an open log of some records.
func scratchLog(t *testing.T, records int) *DB {
	t.Helper()
	o := options(&clock{morning})
	o.Origin, o.migrations = "28225.madoguchi/terminal-01", nil
	d, err := Open(t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	for range records {
		if err := d.Record(t.Context(), sampleRecord()); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func (d *DB) mustCheckpoint(t *testing.T) oplog.Checkpoint {
	t.Helper()
	c, err := d.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A card's signature under the sheet's checkpoint is stored with its record, and found again by that checkpoint alone; a second person
// may sign under the first.
func TestACardCosignsTheCheckpointOfASheet(t *testing.T) {
	d := scratchLog(t, 3)
	sheet := d.mustCheckpoint(t)
	one, two := newSigner(t, "S001"), newSigner(t, "S002")
	if _, err := d.Cosign(t.Context(), one.under(t, sheet.Text, "S001")); err != nil {
		t.Fatal(err)
	}
	text, err := d.Cosign(t.Context(), two.under(t, sheet.Text, "S002"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := d.Cosigned(t.Context(), sheet.Text); err != nil || got != text || len(oplog.Cosignatures(got)) != 2 {
		t.Errorf("%q, %v", got, err)
	}
	later := d.mustCheckpoint(t)
	if got, err := d.Cosigned(t.Context(), later.Text); err != nil || got != later.Text {
		t.Errorf("a later checkpoint is cosigned: %q, %v", got, err)
	}
	if later.Size != sheet.Size+2 {
		t.Errorf("%d records of two signatures", later.Size-sheet.Size)
	}
	keys, err := d.Cosigners(t.Context())
	if err != nil || len(keys) != 2 || keys[0] != one.VerifierKey() {
		t.Errorf("%v, %v", keys, err)
	}
	if last, err := d.LastCosigned(t.Context()); err != nil || last != text {
		t.Errorf("%q, %v", last, err)
	}
	var out strings.Builder
	if _, err := d.WriteArchive(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	v, err := oplog.Verify(strings.NewReader(out.String()), oplog.Options{Checkpoints: []string{text}, Cosigners: keys[:1]})
	if err != nil || !v.OK {
		t.Errorf("%s, %v", v.Problem, err)
	}
}

// The first signature pins the card's key. Another key under the same operator, another operator's key, a signature over something
// else, a checkpoint of another log: none is taken, and nothing is recorded as signed.
func TestAnotherCardIsNotTakenForTheOperators(t *testing.T) {
	d := scratchLog(t, 3)
	sheet := d.mustCheckpoint(t)
	card := newSigner(t, "S001")
	if _, err := d.Cosign(t.Context(), card.under(t, sheet.Text, "S001")); err != nil {
		t.Fatal(err)
	}
	next := d.mustCheckpoint(t)
	other := scratchLog(t, 4).mustCheckpoint(t)
	elsewhere := card.under(t, next.Text, "S001")
	elsewhere.Signature = card.under(t, sheet.Text, "S001").Signature
	lent := card.under(t, next.Text, "S002")
	for name, c := range map[string]Cosigning{"another key": newSigner(t, "S001").under(t, next.Text, "S001"), "another operator's card": lent, "a signature of yesterday": elsewhere} {
		_, err := d.Cosign(t.Context(), c)
		t.Run(name, func(t *testing.T) { wantOutcome(t, err, juki.CosignerDiffers) })
	}
	foreign := card.under(t, other.Text, "S001")
	foreign.Checkpoint = strings.Replace(other.Text, "terminal-01", "terminal-02", 1)
	if _, err := d.Cosign(t.Context(), foreign); err == nil {
		t.Error("a checkpoint of another log was cosigned")
	}
	if after := d.mustCheckpoint(t); after.Size != next.Size {
		t.Errorf("%d records of signatures that were refused", after.Size-next.Size)
	}
}

func delivery(c oplog.Checkpoint, from int64) Delivery {
	return Delivery{At: morning, From: from, Size: c.Size, Root: c.Root, Digest: sha256.Sum256([]byte(c.Text)), File: oplog.DeliveryName(c.Origin, from, c.Size) + ".archive"}
}

func receiptFor(t *testing.T, key *oplog.TerminalKey, y Delivery, change func(*oplog.Receipt)) string {
	t.Helper()
	r := oplog.Receipt{Origin: "28225.madoguchi/terminal-01", From: y.From, Size: y.Size, Root: y.Root, Digest: y.Digest, At: morning}
	change(&r)
	text, err := oplog.SignReceipt(key, r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// What a signed receipt confirms counts as stored elsewhere; what differs from the delivery in anything does not.
func TestOnlyAReceiptConfirmsADelivery(t *testing.T) {
	d := scratchLog(t, 5)
	key, err := oplog.NewTerminalKey("madoguchi/receiver", make([]byte, oplog.SeedSize))
	if err != nil {
		t.Fatal(err)
	}
	thief, err := oplog.NewTerminalKey("madoguchi/receiver", []byte(strings.Repeat("x", oplog.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	y, err := d.KeepDelivery(t.Context(), delivery(d.mustCheckpoint(t), 0))
	if err != nil {
		t.Fatal(err)
	}
	same := func(*oplog.Receipt) {}
	for name, text := range map[string]string{
		"forged":              receiptFor(t, thief, y, same),
		"of fewer records":    receiptFor(t, key, y, func(r *oplog.Receipt) { r.Size-- }),
		"of another terminal": receiptFor(t, key, y, func(r *oplog.Receipt) { r.Origin = "28225.madoguchi/terminal-02" }),
		"of another file":     receiptFor(t, key, y, func(r *oplog.Receipt) { r.Digest[0] ^= 1 }),
		"of other records":    receiptFor(t, key, y, func(r *oplog.Receipt) { r.Root[0] ^= 1 }),
		"no receipt":          "hello",
	} {
		err := d.KeepReceipt(t.Context(), y, text, key.VerifierKey())
		t.Run(name, func(t *testing.T) { wantOutcome(t, err, juki.ReceiptDiffers) })
	}
	if size, err := d.Delivered(t.Context()); err != nil || size != 0 {
		t.Errorf("%d, %v", size, err)
	}
	if err := d.KeepReceipt(t.Context(), y, receiptFor(t, key, y, same), key.VerifierKey()); err != nil {
		t.Fatal(err)
	}
	if size, err := d.Delivered(t.Context()); err != nil || size != 5 {
		t.Errorf("%d, %v", size, err)
	}
	if waiting, err := d.Unreceipted(t.Context()); err != nil || len(waiting) != 0 {
		t.Errorf("%v, %v", waiting, err)
	}
	if list, err := d.Deliveries(t.Context(), 5); err != nil || len(list) != 1 || list[0].Receipted.IsZero() || list[0].File != y.File {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestAnchorsAreNeverForgotten(t *testing.T) {
	d := scratchLog(t, 3)
	c := d.mustCheckpoint(t)
	if _, err := d.Cosign(t.Context(), newSigner(t, "S001").under(t, c.Text, "S001")); err != nil {
		t.Fatal(err)
	}
	y, err := d.KeepDelivery(t.Context(), delivery(c, 0))
	if err != nil {
		t.Fatal(err)
	}
	key, err := oplog.NewTerminalKey("madoguchi/receiver", make([]byte, oplog.SeedSize))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.KeepReceipt(t.Context(), y, receiptFor(t, key, y, func(*oplog.Receipt) {}), key.VerifierKey()); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"UPDATE cosigner SET key = 'x'", "DELETE FROM cosigner", "UPDATE cosignature SET note = 'x'", "DELETE FROM cosignature",
		"UPDATE delivery SET size = 99", "DELETE FROM delivery", "UPDATE delivery_receipt SET note = 'x'", "DELETE FROM delivery_receipt"} {
		err := d.act(t.Context(), func(tx *Tx) error {
			if err := tx.Append(sampleRecord()); err != nil {
				return err
			}
			_, err := tx.exec(statement)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}
