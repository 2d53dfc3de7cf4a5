package main

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/sheetread"
)

// closedRoom is a room whose day was closed, with its sheet as PDF.
func closedRoom(t *testing.T) (r *logRoom, day juki.Date, sheet string) {
	t.Helper()
	r = newLogRoom(t)
	r.m.keeper.Operator = r.m.atWork
	r.must(r.m.keeper.OpenDay(t.Context(), "", ""))
	day = juki.DateOf(r.now)
	r.now = day.At(17, 0)
	_, err := office{r.m}.CloseDay(t.Context(), day, "S002")
	r.must(err)
	kept, err := r.m.keeper.Book.Sheets(t.Context(), day)
	r.must(err)
	return r, day, r.m.sheetPath(kept[0])
}

// held verifies an archive with a sheet and cards, as an auditor does.
func (r *logRoom) held(archive, sheet string, cosigners ...string) (oplog.Verdict, error) {
	r.Helper()
	anchors := anchorTexts{values: []string{sheet}}
	r.must(anchors.read())
	keys, err := cosignerKeys(cosigners, anchors.texts)
	if err != nil {
		return oplog.Verdict{}, err
	}
	file, err := os.Open(archive)
	r.must(err)
	defer file.Close()
	return oplog.Verify(file, oplog.Options{Checkpoints: anchors.texts, Cosigners: keys})
}

// The day is closed, the card signs, the PDF has the signature, and an auditor with the card's certificate sees it; before, the same paper
// says that no card has signed.
func TestTheSheetIsCosignedAfterTheClosing(t *testing.T) {
	r, day, sheet := closedRoom(t)
	o := office{r.m}
	if by, err := o.Cosigners(t.Context(), day); err != nil || len(by) != 0 {
		t.Fatalf("%v, %v", by, err)
	}
	before, err := os.ReadFile(sheet)
	r.must(err)
	if err := o.Cosign(t.Context(), day, []byte("999999")); func() bool { left, wrong := session.CardPINWrong(err); return !wrong || left != 2 }() {
		t.Errorf("a wrong PIN: %v", err)
	}
	if after, err := os.ReadFile(sheet); err != nil || !bytes.Equal(before, after) {
		t.Error("a signature that was not made changed the sheet")
	}
	r.must(o.Cosign(t.Context(), day, []byte(sim.SampleOperatorPIN)))
	if by, err := o.Cosigners(t.Context(), day); err != nil || len(by) != 1 || by[0] != "S001" {
		t.Fatalf("%v, %v", by, err)
	}
	if found := r.recorded(oplog.HeadCosigned); len(found) != 1 || found[0].Record.Operator != "S001" {
		t.Fatalf("%+v", found)
	}
	pdf, err := os.ReadFile(sheet)
	r.must(err)
	texts, err := sheetread.Checkpoints(pdf)
	if r.must(err); len(texts) != 1 || len(oplog.Cosignatures(texts[0])) != 1 {
		t.Fatalf("%q", texts)
	}
	archive, _, err := o.WriteArchive(t.Context())
	r.must(err)
	keys, err := r.m.db.Cosigners(t.Context())
	r.must(err)
	certificate := filepath.Join(t.TempDir(), "S001.pem")
	r.must(os.WriteFile(certificate, certificateOf(t, r, "S001"), 0o600))
	strangers := filepath.Join(t.TempDir(), "S003.pem")
	r.must(os.WriteFile(strangers, certificateOf(t, r, "S003"), 0o600))
	uncosigned := filepath.Join(t.TempDir(), "before.pdf")
	r.must(os.WriteFile(uncosigned, before, 0o600))
	for _, c := range []struct {
		sheet     string
		cosigners []string
		want      oplog.Problem
	}{
		{sheet, nil, oplog.NoProblem}, {sheet, keys, oplog.NoProblem}, {sheet, []string{certificate}, oplog.NoProblem},
		{sheet, []string{strangers}, oplog.CosignerWrong}, {uncosigned, nil, oplog.NoProblem}, {uncosigned, []string{certificate}, oplog.CosignerMissing},
	} {
		if v, err := r.held(archive, c.sheet, c.cosigners...); err != nil || v.Problem != c.want {
			t.Errorf("%s with %d cards: %q, %v; want %q", filepath.Base(c.sheet), len(c.cosigners), v.Problem, err, c.want)
		}
	}
	if _, err := r.held(archive, sheet, archive); err == nil {
		t.Error("an archive was taken for a card")
	}
}

// certificateOf reads the 9A certificate of a sample card, as an administrator files it.
func certificateOf(t *testing.T, r *logRoom, sample string) []byte {
	t.Helper()
	card, err := r.factory.Sample(sample)
	r.must(err)
	slot := sim.NewSlot(func(bool) {})
	slot.Insert(card)
	slot.PowerUp()
	var object []byte
	for _, apdu := range []string{"\x00\xA4\x04\x00\x09\xA0\x00\x00\x03\x08\x00\x00\x10\x00\x00", "\x00\xCB\x3F\xFF\x05\x5C\x03\x5F\xC1\x05\x00"} {
		answer, _ := slot.Transmit([]byte(apdu))
		object = nil
		for len(answer) >= 2 {
			object = append(object, answer[:len(answer)-2]...)
			if answer[len(answer)-2] != 0x61 {
				break
			}
			answer, _ = slot.Transmit([]byte("\x00\xC0\x00\x00\x00"))
		}
	}
	at := bytes.Index(object, []byte{0x30, 0x82}) // 53 { 70 certificate ... }
	if at < 0 {
		t.Fatal("no certificate on the card")
	}
	n := int(object[at+2])<<8 | int(object[at+3])
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: object[at : at+4+n]})
}

// The checkpoint that somebody carries away is for that person alone, is recorded, and is taken by verify as it is.
func TestACheckpointIsCarriedAway(t *testing.T) {
	r := newLogRoom(t)
	o := office{r.m}
	path, size, err := o.CarryCheckpoint(t.Context())
	r.must(err)
	info, err := os.Stat(path)
	if r.must(err); info.Mode().Perm() != 0o600 || info.Size() > 4<<10 || strings.Contains(path, "見本") {
		t.Errorf("%v %d bytes, %s", info.Mode(), info.Size(), path)
	}
	if found := r.recorded(oplog.HeadCarried); len(found) != 1 || found[0].Record.Operator != "S001" || size != found[0].Seq {
		t.Errorf("%d: %+v", size, found)
	}
	archive, _, err := o.WriteArchive(t.Context())
	r.must(err)
	if v, err := r.held(archive, path); err != nil || !v.OK || v.Anchors[0].Checkpoint.Size != size {
		t.Errorf("%+v, %v", v, err)
	}
	if err := runCheckpoint(t.Context(), []string{"--data", r.m.Dir, "-o", path}); !errors.Is(err, errCheckpointAtTheCounter) {
		t.Errorf("beside a working counter: %v", err)
	}
	r.m.settings.Log.Carry = filepath.Join(t.TempDir(), "stick", "\x00")
	if _, _, err := o.CarryCheckpoint(t.Context()); !refusedWith(err, juki.DeliveryFolder) {
		t.Errorf("a stick that is not there: %v", err)
	}
	r.login("S002")
	if _, _, err := o.CarryCheckpoint(t.Context()); !refusedWith(err, juki.PostMissing) {
		t.Errorf("a clerk: %v", err)
	}
	if _, err := o.AnchorState(t.Context()); !refusedWith(err, juki.PostMissing) {
		t.Errorf("a clerk: %v", err)
	}
}

// What cannot be recorded is not given away.
func TestACheckpointThatIsNotRecordedIsNotWritten(t *testing.T) {
	r := newLogRoom(t)
	stick := t.TempDir()
	r.now = r.now.AddDate(1000, 0, 0) // a time that no record may have
	if _, err := r.m.carry(t.Context(), filepath.Join(stick, "checkpoint.txt"), "S001"); err == nil {
		t.Error("the record was taken")
	}
	if left, err := os.ReadDir(stick); err != nil || len(left) > 0 {
		t.Errorf("on the stick: %v, %v", left, err)
	}
}

// A delivered part is verified with the command that verifies an archive.
func TestAPartIsVerifiedByTheCommand(t *testing.T) {
	c := newCourier(t)
	c.look(24, 18)
	c.must(c.r.receive())
	c.look(24, 19)
	c.work(5)
	c.look(25, 18)
	path := filepath.Join(c.r.folder, c.files()[0])
	var said bytes.Buffer
	code, err := certificate{path: path, out: &said, at: c.now}.verify(context.Background(), oplog.Options{TrustedKey: c.m.db.VerifierKey()})
	if err != nil || code != "" || !strings.Contains(said.String(), "分割した保管ファイル") || !strings.Contains(said.String(), "判定: 正しい(OK)") {
		t.Errorf("%v, %v\n%s", code, err, said.String())
	}
}

// From a command line nobody is logged in: the program itself records that a checkpoint went out.
func TestTheCommandWritesACheckpoint(t *testing.T) {
	m, _ := openTerminal(t)
	dir := m.Dir
	size := recordsOf(t, m).Size
	must(t, m.db.Close())
	path := filepath.Join(t.TempDir(), "checkpoint.txt")
	must(t, runCheckpoint(t.Context(), []string{"--data", dir, "-o", path}))
	said, code := verdictOn(t, dir, oplog.Options{Checkpoints: mustRead(t, path)}, false)
	wantSaid(t, said, "一致("+strconv.FormatInt(size, 10)+" 件まで)")
	if code != "" {
		t.Error(code)
	}
}

func mustRead(t *testing.T, path string) []string {
	t.Helper()
	texts, err := readAnchors(path)
	must(t, err)
	return texts
}
