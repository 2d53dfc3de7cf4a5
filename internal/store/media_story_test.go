package store

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// The office's own numbers of two USB sticks and a broken disk.
const stickA, stickB, brokenDisk = juki.CardSerial("MD000001"), juki.CardSerial("MD000002"), juki.CardSerial("MD000003")

func mediaOf(serials ...juki.CardSerial) stock.Things {
	return stock.Things{Item: stock.StorageMedia, Serials: serials}
}

func initialised(how stock.Initialisation) stock.DisposalProof {
	return stock.DisposalProof{Method: "destruction", Initialised: how, Where: "本庁 電算室"}
}

// openMedia is a desk where three media are enrolled on a shelf.
func openMedia(t *testing.T) *desk {
	d := openDesk(t, "terminal-01")
	d.rules.MediaMethods = []string{"destruction", "shredding"}
	d.must(t, d.Keeper.RegisterPlace(t.Context(), stock.Place{ID: shelfA, Kind: stock.Shelf}))
	d.must(t, d.Keeper.RegisterPlace(t.Context(), stock.Place{ID: shelfB, Kind: stock.Shelf}))
	d.refuses(t, "a medium without a paper", juki.DocumentMissing, d.entersThings(stock.Entry{Reason: stock.Arrival, Things: mediaOf(stickA), To: shelfA}))
	_, err := d.Enter(t.Context(), stock.Entry{Reason: stock.Arrival, Things: mediaOf(stickA, stickB, brokenDisk), To: shelfA, Document: "物品-7"})
	d.must(t, err)
	return d
}

func (d *desk) mediumLies(t *testing.T, serial juki.CardSerial, want stock.Position) {
	t.Helper()
	found, err := d.Look(t.Context(), serial)
	if err != nil || found.Item != stock.StorageMedia || found.At != want {
		t.Errorf("%s lies at %v (%v), want %v", serial, found.At, err, want)
	}
}

// A medium is moved, counted without the book, missed and found like any other thing; it is never handed out (第19条第1号).
func TestMediaAreKeptLikeCardsAndNeverHandedOut(t *testing.T) {
	d := openMedia(t)
	for _, r := range []stock.Reason{stock.Use, stock.SendBack, stock.Dispatch, stock.Defect, stock.Cancel, stock.Notice} {
		d.refuses(t, string(r), juki.ItemMismatch, d.entersThings(stock.Entry{Reason: r, Things: mediaOf(stickA), To: shelfB}))
	}
	d.refuses(t, "enrolled twice", juki.StateNotAllowed, d.entersThings(stock.Entry{Reason: stock.Arrival, Things: mediaOf(stickA), To: shelfA, Document: "物品-8"}))
	_, err := d.Keeper.Move(t.Context(), stock.StorageMedia, []juki.CardSerial{stickA}, shelfB)
	d.must(t, err)
	d.mediumLies(t, stickA, lies(shelfB, stock.Unused))

	c, err := d.BeginCount(t.Context(), shelfA)
	d.must(t, err)
	for _, serial := range []juki.CardSerial{stickB, stickA} {
		noted, err := d.NoteCounted(t.Context(), c.ID, stock.CountLine{Serial: serial})
		if err != nil || noted.Item != stock.StorageMedia || (noted.Elsewhere == shelfB) != (serial == stickA) {
			t.Errorf("counted %s: %+v, %v", serial, noted, err)
		}
	}
	_, err = d.EndCount(t.Context(), c.ID)
	d.must(t, err)

	opened, err := d.ReportMissing(t.Context(), stock.StorageMedia, brokenDisk)
	if err != nil || opened.Item != stock.StorageMedia {
		t.Fatalf("%+v, %v", opened, err)
	}
	d.mediumLies(t, brokenDisk, lies(stock.Missing, stock.Sought))
	d.must(t, d.ReportFound(t.Context(), opened.Number, shelfB))
	d.mediumLies(t, brokenDisk, lies(shelfB, stock.Unused))
	d.rebuilds(t)
}

// Two sticks and a broken disk are decided, approved by another, and destroyed before a witness once they are initialised. What was not initialised is
// not disposed of, and no medium goes by the proof of a card.
func TestAMediumIsInitialisedBeforeItIsDisposedOf(t *testing.T) {
	d := openMedia(t)
	_, err := d.Enter(t.Context(), stock.Entry{Reason: stock.Spoil, Things: mediaOf(brokenDisk)})
	d.must(t, err)
	decided, err := d.DecideDisposal(t.Context(), mediaOf(stickA), shelfA, stock.Superseded)
	stick := only(t, decided, err)
	decided, err = d.DecideDisposal(t.Context(), mediaOf(brokenDisk), shelfA, stock.Spoil)
	disk := only(t, decided, err)
	d.must(t, d.ApproveDisposal(t.Context(), stick.Number, chief, true))
	d.must(t, d.ApproveDisposal(t.Context(), disk.Number, chief, true))
	d.mediumLies(t, stickA, lies(shelfA, stock.AwaitingDisposal))

	for name, proof := range map[string]stock.DisposalProof{"not initialised": initialised(""), "in a way that is none": initialised("formatted"), "as a card": wholeProof()} {
		d.refuses(t, name, juki.ProofMissing, func() error { return d.Dispose(t.Context(), stick.Number, proof, second) })
	}
	d.refuses(t, "before nobody", juki.WitnessMissing, func() error { return d.Dispose(t.Context(), stick.Number, initialised(stock.Overwritten), "") })
	d.must(t, d.Dispose(t.Context(), stick.Number, initialised(stock.Overwritten), second))
	broken := initialised(stock.NotPossible)
	broken.Method, broken.Contractor, broken.Certificate = "shredding", "見本処理株式会社", "R8-1"
	d.must(t, d.Dispose(t.Context(), disk.Number, broken, second))
	d.mediumLies(t, stickA, lies(stock.Disposed, stock.Destroyed))
	d.mediumLies(t, brokenDisk, lies(stock.Disposed, stock.Destroyed))
	d.mediumLies(t, stickB, lies(shelfA, stock.Unused))
	d.rebuilds(t)

	sheet, err := d.DisposalSheet(t.Context(), stock.PaperHead{}, workday, workday)
	if err != nil || len(sheet.Cases) != 2 {
		t.Fatalf("%+v, %v", sheet.Cases, err)
	}
	if diff := cmp.Diff([]stock.DisposalProof{initialised(stock.Overwritten), broken}, []stock.DisposalProof{sheet.Cases[0].Proof, sheet.Cases[1].Proof}); diff != "" {
		t.Error(diff)
	}
	paper, err := d.KeepPaper(t.Context(), stock.PaperDisposal, workday, sheet)
	d.must(t, err)
	_, kept, err := d.book.PaperOf(t.Context(), paper.ID)
	if diff := cmp.Diff(any(sheet), kept); err != nil || diff != "" {
		t.Errorf("the paper kept: %v %s", err, diff)
	}
	if how := d.recordedOf(t, oplog.DisposalDone, oplog.FieldInitialised); !cmp.Equal(how, []string{"not-possible", "overwritten"}) {
		t.Errorf("the log says %v", how)
	}
}

// recordedOf is what the records of an event say in a field, the newest first.
func (d *desk) recordedOf(t *testing.T, event oplog.EventID, field oplog.Field) (list []string) {
	t.Helper()
	lines, err := d.LogTail(t.Context(), 1000, LogFilter{})
	d.must(t, err)
	for _, line := range lines {
		if v, said := line.Record.Value(field); said && line.Record.Event == event {
			list = append(list, v.Text())
		}
	}
	return list
}

// A card goes as before, and the log says nothing of an initialisation; it does not go by the proof of a medium.
func TestACardIsNotDisposedOfByTheProofOfAMedium(t *testing.T) {
	d := openDesk(t, "terminal-01")
	d.rules.MediaMethods = []string{"destruction", "shredding"}
	d.arrive(t, shelfA, 1)
	d.turn(t, shelfA, stock.Stored, stock.Cancelled, 1)
	decided, err := d.DecideDisposal(t.Context(), cardsOf(1), shelfA, stock.Cancel)
	n := only(t, decided, err).Number
	d.must(t, d.ApproveDisposal(t.Context(), n, chief, true))
	both := wholeProof()
	both.Initialised = stock.Overwritten
	for name, proof := range map[string]stock.DisposalProof{"as a medium": initialised(stock.Overwritten), "as both": both} {
		d.refuses(t, name, juki.ProofMissing, func() error { return d.Dispose(t.Context(), n, proof, second) })
	}
	d.must(t, d.Dispose(t.Context(), n, wholeProof(), second))
	if how := d.recordedOf(t, oplog.DisposalDone, oplog.FieldInitialised); len(how) != 0 {
		t.Errorf("the log says %v", how)
	}
}

// The database itself takes no medium that was not initialised, no card that was, and forgets neither.
func TestTheDatabaseTakesNoOtherProofOfAMedium(t *testing.T) {
	d := openMedia(t)
	d.arrive(t, shelfA, 1)
	d.turn(t, shelfA, stock.Stored, stock.Cancelled, 1)
	decide := func(things stock.Things, why stock.Reason) stock.DisposalNumber {
		decided, err := d.DecideDisposal(t.Context(), things, shelfA, why)
		n := only(t, decided, err).Number
		d.must(t, d.ApproveDisposal(t.Context(), n, chief, true))
		return n
	}
	card, first, other := decide(cardsOf(1), stock.Cancel), decide(mediaOf(stickA), stock.Superseded), decide(mediaOf(stickB), stock.Superseded)
	d.must(t, d.Dispose(t.Context(), first, initialised(stock.Degaussed), second))
	done := func(n stock.DisposalNumber, face, chip int, how string) string {
		return "INSERT INTO disposal_done VALUES ('" + string(n) + "', 'shredding', " + strconv.Itoa(face) + ", " + strconv.Itoa(chip) + ", '" + how + "', x'', x'', '', 'S001', 'S002', 0)"
	}
	for statement, why := range map[string]string{
		done(other, 1, 0, ""):                                "initialised before",
		done(other, 0, 0, ""):                                "initialised before",
		done(other, 1, 0, "overwritten"):                     "CHECK",
		done(other, 0, 1, "overwritten"):                     "CHECK",
		done(other, 0, 0, "formatted"):                       "CHECK",
		done(card, 0, 0, "overwritten"):                      "nothing else is",
		done(card, 0, 1, ""):                                 "CHECK",
		"UPDATE disposal_done SET initialised = 'degaussed'": "append-only",
		"DELETE FROM disposal_done":                          "append-only",
		"INSERT OR REPLACE" + strings.TrimPrefix(done(first, 0, 0, "overwritten"), "INSERT"): "append-only",
	} {
		err := d.act(t.Context(), func(tx *Tx) error {
			if err := tx.Append(sampleRecordAt(d.tick())); err != nil {
				return err
			}
			_, err := tx.exec(statement)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

// The version before media is brought up to date: what it disposed of reads as it was written, and media are enrolled at once.
func TestWhatWasDisposedOfBeforeMediaStays(t *testing.T) {
	dir := t.TempDir()
	d := openEarlier(t, dir, &clock{workday.At(9, 30)}, earlier(t, "0001_log.sql", "0002_stock.sql", "0003_operators.sql", "0004_stock_day.sql", "0005_log_search.sql", "0006_compact.sql", "0007_succession.sql",
		"0008_anchors.sql", "0009_relations.sql", "0010_photo.sql", "0011_emergency.sql", "0012_personal_end.sql", "0013_spare_prints.sql"))
	err := d.act(t.Context(), func(tx *Tx) error {
		where, err := tx.d.sealText("本庁 金庫室", "disposal_done.whereabouts", "H08-000001")
		if err != nil {
			return err
		}
		contractor, err := tx.d.sealText("", "disposal_done.contractor", "H08-000001")
		if err != nil {
			return err
		}
		o := &old{t, tx, workday.At(8, 30)}
		o.exec("INSERT INTO disposal VALUES ('H08-000001', 8, 1, 'resident-card', 'JK000001', '', 0, 0, 0, 'A-01', 'surrender', 'surrendered', 'S001', 1)")
		o.exec("INSERT INTO disposal_judged VALUES ('H08-000001', 1, 'S900', 2)")
		o.exec("INSERT INTO disposal_done VALUES ('H08-000001', 'shredding', 1, 1, ?, ?, '', 'S001', 'S002', 3)", where, contractor)
		return tx.Append(sampleRecordAt(workday.At(9, 0)))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	f := openAgain(t, dir, &clock{workday.At(10, 0)})
	all, err := f.book.DisposalsBetween(t.Context(), juki.Date{Year: 1970, Month: 1, Day: 1}.Start(), workday.Start())
	if got := only(t, all, err); !cmp.Equal(got.Proof, wholeProof()) || got.Witness != "S002" || got.DoneBy != "S001" {
		t.Errorf("%+v, %v", got, err)
	}
	items, err := f.book.Items(t.Context())
	if diff := cmp.Diff(stock.FixedItems(), items); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if err := f.Rebuild(t.Context()); err != nil {
		t.Error(err)
	}
}
