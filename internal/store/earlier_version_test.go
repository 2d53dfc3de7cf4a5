package store

import (
	"bytes"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"testing"
	"testing/fstest"
	"time"

	"madoguchi/hardware/sim"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// earlier are the migrations of an earlier version, in the order of their numbers.
func earlier(t *testing.T, names ...string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range names {
		text, err := fs.ReadFile(migrations, "migrations/"+name)
		if err != nil {
			t.Fatal(err)
		}
		files["migrations/"+name] = &fstest.MapFile{Data: text}
	}
	return files
}

// The cards of the earlier version's database, by what became of them.
const (
	oldArrived = iota + 1
	oldStored
	oldInHandover
	oldPutBack
	oldDelivered
	oldReturning // its handover was given up, and it lies at the counter still
)

// old is a database of the earlier version while it is filled, by SQL: its program is gone.
type old struct {
	*testing.T
	tx *Tx
	at time.Time
}

func (o *old) exec(query string, args ...any) {
	o.Helper()
	if _, err := o.tx.exec(query, args...); err != nil {
		o.Fatal(err)
	}
}

// moves enters a movement as the earlier version did.
func (o *old) moves(item, serial string, quantity int, from, to, reason string) {
	o.Helper()
	o.at = o.at.Add(time.Minute)
	var f, ft, s, st string
	if _, err := fmt.Sscanf(from+" "+to, "%s %s %s %s", &f, &ft, &s, &st); err != nil {
		o.Fatal(err)
	}
	o.exec(`INSERT INTO movement (ts, item, serial, quantity, from_place, from_state, to_place, to_state, reason, case_no, document, by_op, witness)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', 'S001', '')`, o.at.UnixMilli(), item, serial, quantity, f, ft, s, st, reason)
}

// addCase stores a case as the earlier version did: all of it sealed with the terminal's own key.
func (o *old) addCase(n int, c counter.Case) {
	o.Helper()
	args := []any{string(c.Number), 8, n, c.Kind.ID(), string(c.Serial)}
	for _, column := range sealedColumns(&c) {
		sealed, err := o.tx.d.sealText(column.get(), "case."+column.name, string(c.Number))
		if err != nil {
			o.Fatal(err)
		}
		args = append(args, sealed)
	}
	d := o.tx.d
	args = append(args, d.blind("case.application", string(c.Application)), d.blind("case.notice", string(c.Notice)), d.blindPerson(c.Person.Kana, c.Person.Birth))
	o.exec(`INSERT INTO case_file (number, year, running, kind, serial, application, notice, expires, name, kana, address, birth, sex,
		by_application, by_notice, by_person) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, args...)
	o.exec("INSERT INTO case_progress VALUES (?, ?, ?, ?, ?)", string(c.Number), string(c.State), c.Guardianed, string(c.Home), string(c.Handover))
}

// card brings a card as far as a word says.
func (o *old) card(n int, state counter.CaseState, handover counter.State) {
	o.Helper()
	home := shelfA
	if state == counter.CaseArrived {
		home = ""
	}
	o.addCase(n, counter.Case{Number: juki.CaseNumber(fmt.Sprintf("R08-%06d", n)), Kind: juki.MyNumberCard, Serial: serialOf(n), Application: juki.ApplicationID(fmt.Sprintf("282250000000000000%05d", n)),
		Notice: juki.NoticeNumber(fmt.Sprintf("A1B-%06d", n)), Expires: juki.Date{Year: 2036, Month: 4, Day: 1}, State: state, Home: home, Handover: handover,
		Person: juki.Person{Name: "見本 𠮷子", Kana: "ミホン ヨシコ", Address: "兵庫県朝来市見本町", Birth: juki.Date{Year: 1990, Month: 4, Day: 1}}})
	way := [][3]string{{"issuer at-issuer", "inbox arrived", "arrival"}, {"inbox arrived", "A-01 stored", "inspection"}, {"A-01 stored", "counter handover", "take-out"},
		{"counter handover", "resident delivered", "handover"}}
	steps := map[int]int{oldArrived: 1, oldStored: 2, oldInHandover: 3, oldPutBack: 3, oldDelivered: 4, oldReturning: 3}[n]
	for _, m := range way[:steps] {
		o.moves("mynumber-card", string(serialOf(n)), 1, m[0], m[1], m[2])
	}
	if n == oldPutBack {
		o.moves("mynumber-card", string(serialOf(n)), 1, "counter handover", "A-01 stored", "put-back")
	}
}

// count begins a count of the shelf, and notes the cards and forms that lie there.
func (o *old) count(id int) {
	o.Helper()
	o.exec("INSERT INTO count_begun VALUES (?, 'A-01', 'S001', ?, ?, (SELECT max(id) FROM movement))", id, o.at.UnixMilli(), dateNumber(workday))
	for _, n := range []int{oldStored, oldPutBack} {
		o.exec("INSERT INTO count_line (count, item, serial, quantity, ts) VALUES (?, 'mynumber-card', ?, 1, ?)", id, string(serialOf(n)), o.at.UnixMilli())
	}
	o.exec("INSERT INTO count_line (count, item, serial, quantity, ts) VALUES (?, 'notice-form', '', 40, ?)", id, o.at.UnixMilli())
}

// openEarlier makes a database as an earlier version did. How its log was kept this program has forgotten: appendEarlier writes it.
func openEarlier(t *testing.T, dir string, c *clock, files fstest.MapFS) *DB {
	t.Helper()
	o := options(c)
	o.migrations = files
	d := &DB{dir: dir, now: o.Now, rand: &sharedReader{from: o.Rand}, told: func([]oplog.EventID) {}, reserve: reserve{path: filepath.Join(dir, "reserve")}}
	_, err := makePrivateFile(filepath.Join(dir, FileName))
	for _, step := range []func() error{
		func() error { return err },
		func() (err error) { d.schema, err = migrationsIn(files); return err },
		func() (err error) { d.lock, err = lockFolder(filepath.Join(dir, "lock")); return err },
		func() (err error) { d.secrets, err = openSecrets(o, true); return err },
		func() (err error) { d.writer, err = openWriter(filepath.Join(dir, FileName)); return err },
		d.migrate,
		func() (err error) { d.readers, err = openReaders(filepath.Join(dir, FileName)); return err },
		d.claim,
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	d.lock.mark(d.VerifierKey())
	return d
}

// appendEarlier appends records as the versions before 0006 kept them: what they are searched by in words, every hash a row.
func appendEarlier(tx *Tx, records ...oplog.Record) error {
	for _, r := range records {
		salt, err := oplog.NewSalt(tx.d.rand)
		if err != nil {
			return err
		}
		leaf, err := oplog.Seal(tx.log.frontier.Size(), &tx.log.frontier, r, salt)
		if err != nil {
			return err
		}
		if _, err := tx.exec("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", leaf.Seq, string(leaf.Payload), leaf.Salt[:],
			r.Time.UnixMilli(), r.Event.String(), string(r.Operator), string(r.Case)); err != nil {
			return err
		}
		for k, node := range leaf.Nodes {
			if _, err := tx.exec("INSERT INTO node VALUES (?, ?)", leaf.FirstNode+int64(k), node[:]); err != nil {
				return err
			}
		}
		if err := tx.log.frontier.Advance(leaf); err != nil {
			return err
		}
		tx.log.last = r.Time
		tx.appended = append(tx.appended, r.Event)
	}
	return nil
}

// earlierDatabase is a day's work with the earlier version: cards in every state, forms, an ended and an open count, a sheet.
func earlierDatabase(t *testing.T, dir string) {
	// The version before the stock's business day.
	d := openEarlier(t, dir, &clock{workday.At(9, 30)}, earlier(t, "0001_log.sql", "0002_stock.sql", "0003_operators.sql"))
	err := d.act(t.Context(), func(tx *Tx) error {
		o := &old{t, tx, workday.At(8, 30)}
		o.exec("INSERT INTO place VALUES ('A-01', 1)")
		o.exec("INSERT INTO item VALUES ('notice-form', 0)")
		o.card(oldArrived, counter.CaseArrived, "")
		o.card(oldStored, counter.CaseStored, "")
		o.card(oldInHandover, counter.CaseInHandover, counter.HandDue)
		o.card(oldPutBack, counter.CaseStored, "")
		o.card(oldDelivered, counter.CaseDelivered, "")
		o.card(oldReturning, counter.CaseInHandover, counter.ReturnDue)
		o.moves("notice-form", "", 40, "issuer at-issuer", "A-01 arrived", "arrival")
		o.count(1)
		o.exec("INSERT INTO count_ended VALUES (1, ?)", o.at.UnixMilli())
		o.exec("INSERT INTO explanation (day, item, place, difference, reason, note, by_op, ts) VALUES (?, 'notice-form', 'A-01', -1, 'miscounted', x'', 'S001', ?)", dateNumber(workday)-1, o.at.UnixMilli())
		// What the earlier version kept of a sheet: fields that came later are not there.
		sealed, err := tx.d.sealText(fmt.Sprintf(`{"Date":%q,"Terminal":"端末01","City":"朝来市","Office":"市民課","Rows":[{"Item":"mynumber-card","Place":"A-01","Yesterday":0,"In":2,"Out":0,`+
			`"Book":2,"Counted":2,"CountedOK":true,"Difference":0,"Reason":"","Note":""}],"States":[],"CountedBy":["S001"],"MadeAt":"2026-11-23T17:00:00+09:00","Checkpoint":"x"}`,
			workday.AddDays(-1)), "day_sheet.text", "1")
		if err != nil {
			return err
		}
		o.exec("INSERT INTO day_sheet VALUES (1, ?, ?)", dateNumber(workday.AddDays(-1)), sealed)
		o.count(2)
		return appendEarlier(tx, sampleRecordAt(o.at))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// The program is brought up to date over a day's work: everything is where it was, and everything begun is ended.
func TestTheEarlierVersionsDatabaseIsWorkedOn(t *testing.T) {
	dir := t.TempDir()
	earlierDatabase(t, dir)
	f := openAgain(t, dir, &clock{workday.At(10, 0)})
	f.desk.Readers, f.desk.CustomerReader, f.desk.Resident = sim.NewReaders("Customer Reader 00 00"), func() string { return "Customer Reader 00 00" }, nobodyThere{}
	whole := func(when string) {
		t.Helper()
		if err := f.Rebuild(t.Context()); err != nil {
			t.Errorf("%s: %v", when, err)
		}
		if _, err := f.CheckAll(t.Context()); err != nil {
			t.Errorf("%s: %v", when, err)
		}
	}
	whole("as it was opened")
	for n, want := range map[int]stock.Position{oldArrived: lies(stock.Inbox, stock.Arrived), oldStored: lies(shelfA, stock.Stored), oldInHandover: lies(stock.Counter, stock.InHandover),
		oldPutBack: lies(shelfA, stock.Stored), oldDelivered: lies(stock.Resident, stock.Delivered), oldReturning: lies(stock.Counter, stock.InHandover)} {
		found, err := f.book.Standings(t.Context(), serialOf(n))
		if err != nil || len(found) != 1 || found[0].At != want {
			t.Errorf("card %d: %+v, %v, want %v", n, found, err, want)
		}
	}
	if sheets, err := f.book.Sheets(t.Context(), workday.AddDays(-1)); err != nil || len(sheets) != 1 || sheets[0].Rows[0].Book != 2 || sheets[0].ClosedBy != "" {
		t.Errorf("the sheet of before: %+v, %v", sheets, err)
	}

	// What was begun is ended, before the day is opened: it has happened.
	handed, err := f.desk.Open(t.Context(), f.caseOf(t, oldInHandover), func() {})
	if err != nil {
		t.Fatal(err)
	}
	if err := handed.Hand(t.Context()); err != nil {
		t.Fatal(err)
	}
	handed.Close()
	back, err := f.desk.Open(t.Context(), f.caseOf(t, oldReturning), func() {})
	if err != nil {
		t.Fatal(err)
	}
	if err := back.ReturnCard(t.Context(), serialOf(oldReturning)); err != nil {
		t.Fatal(err)
	}
	back.Close()
	f.open(t)
	open, err := f.book.OpenCounts(t.Context())
	if err != nil || len(open) != 1 || open[0].ID != 2 {
		t.Fatalf("open counts: %+v, %v", open, err)
	}
	if _, err := f.keep.EndCount(t.Context(), 2); err != nil {
		t.Errorf("the open count: %v", err)
	}
	whole("what was begun is ended")

	// Its cards and forms are worked on like any other.
	if _, err := f.desk.Inspect(t.Context(), serialOf(oldArrived), shelfA); err != nil {
		t.Errorf("inspecting: %v", err)
	}
	for _, e := range []stock.Entry{
		{Reason: stock.Use, Things: stock.Things{Item: paper, Quantity: 3}, From: shelfA},
		{Reason: stock.Spoil, Things: stock.Things{Item: paper, Quantity: 1}, From: shelfA},
		{Reason: stock.Surrender, Things: stock.Things{Item: stock.MyNumberCards, Serials: cardsOf(oldDelivered).Serials}, To: shelfA},
	} {
		if _, err := f.keep.Enter(t.Context(), e); err != nil {
			t.Errorf("%s: %v", e.Reason, err)
		}
	}
	f.closeDay(t)
	whole("the day is closed")
}

// A log of the version before 0006, with every event there is, operators and cases of every form, is the same log in the new form: the head that
// was signed before still verifies, and so does a proof of an old record under it.
func TestALogOfTheEarlierFormIsCarriedOver(t *testing.T) {
	for _, n := range []int{0, 1, 255, 256, 257, 1400} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			dir, c := t.TempDir(), &clock{morning.AddDate(0, 0, 30)}
			d := openEarlier(t, dir, c, earlier(t, "0001_log.sql", "0002_stock.sql", "0003_operators.sql", "0004_stock_day.sql", "0005_log_search.sql"))
			records := madeLog(n, morning, time.Minute)
			for i := range records {
				if i%10 == 0 && records[i].Operator != "" {
					records[i].Operator = juki.OperatorID(fmt.Sprintf("Z%05d", i))
				}
			}
			var before oplog.Checkpoint
			if n > 0 {
				if err := d.act(t.Context(), func(tx *Tx) error { return appendEarlier(tx, records...) }); err != nil {
					t.Fatal(err)
				}
				text, _, err := latestCheckpoint(t.Context(), d.readers)
				if before, _ = oplog.OpenCheckpoint(text, d.VerifierKey()); err != nil {
					t.Fatal(err)
				}
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			o := options(c)
			o.migrations = nil
			d, err := Open(dir, o)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if whole, err := d.CheckAll(t.Context()); err != nil || whole != int64(n) {
				t.Errorf("%d records, %v", whole, err)
			}
			if n == 0 {
				return
			}
			if err := d.Record(t.Context(), at(c.at)); err != nil {
				t.Fatal(err)
			}
			var archive bytes.Buffer
			if _, err := d.WriteArchive(t.Context(), &archive); err != nil {
				t.Fatal(err)
			}
			if v, err := oplog.Verify(&archive, oplog.Options{TrustedKey: d.VerifierKey(), Checkpoints: []string{before.Text}}); err != nil || !v.OK || v.Records != int64(n)+1 {
				t.Errorf("the archive under the head of before: %+v, %v", v, err)
			}
			r := openReader(t, dir)
			if v, err := r.Verify(t.Context(), oplog.Options{Checkpoints: []string{before.Text}}); err != nil || !v.OK {
				t.Errorf("the database under the head of before: %+v, %v", v, err)
			}
			for _, seq := range []int64{0, int64(n) / 2, int64(n) - 1} {
				if proof, err := r.Prove(t.Context(), seq, before.Text); err != nil {
					t.Errorf("record %d: %v", seq, err)
				} else if v, err := oplog.VerifyProof(proof, oplog.Options{Checkpoints: []string{before.Text}}); err != nil || !v.OK {
					t.Errorf("record %d: %+v, %v", seq, v, err)
				}
			}
			page, err := d.SearchLog(t.Context(), oplog.Search{}, oplog.Spot{}, n+1)
			if err != nil || len(page.Found) != n+1 {
				t.Fatalf("%d found, %v", len(page.Found), err)
			}
		})
	}
}

// The migration writes down the events' numbers as they were; they must be those that the program goes on with.
func TestTheMigrationGivesEventsTheirNumbers(t *testing.T) {
	text, err := migrations.ReadFile("migrations/0006_compact.sql")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`\((\d+), '([a-z.-]+)'\)`).FindAllStringSubmatch(string(text), -1)
	if len(found) < 100 {
		t.Fatalf("%d numbers", len(found))
	}
	for _, m := range found {
		e, known := oplog.ParseEvent(m[2])
		if fmt.Sprint(e.Number()) != m[1] || !known {
			t.Errorf("%s has the number %d, not %s", m[2], e.Number(), m[1])
		}
	}
	for e, want := range map[oplog.EventID]int64{oplog.PersonSearched: 1, oplog.PersonDisplayed: 2, oplog.PersonPrinted: 3, oplog.HandoverOpened: 4, oplog.HandoverResumed: 5,
		oplog.InspectionDone: 6, oplog.LogErased: 7} { // the numbers that stand in partial indexes, triggers and queries
		if e.Number() != want {
			t.Errorf("%s has the number %d", e, e.Number())
		}
	}
}

// nobodyThere is a resident's window that nobody looks at.
type nobodyThere struct{ counter.Resident }

func (nobodyThere) Show(juki.Guidance) {}
