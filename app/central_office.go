package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/internal/central"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
)

// centralOffice asks the central server about all terminals, for the clerk's window.
type centralOffice struct {
	m     *Main
	clock func() time.Time // that certificates are judged by; nil for the program's (a scripted day plays another)
}

// officeFile keeps the last answer in the terminal's data folder, for the time without a network. It names nobody and no card.
const officeFile = "office.json"

// keptOffice is that file.
type keptOffice struct {
	Version int
	State   stock.OfficeState
	Asked   time.Time // when it came, by this terminal's clock
	Code    juki.Code // why a later question was not answered, "" for none
}

// liveFor is how long an answer is called the present state.
const liveFor = 15 * time.Minute

func (c centralOffice) asker() *central.Office {
	clock := c.clock
	if clock == nil {
		clock = c.m.Now
	}
	return &central.Office{Settings: c.m.settings.Central.In(c.m.Dir), Now: clock}
}

// Ready implements clerk.Central.
func (c centralOffice) Ready() error {
	if !c.asker().Set() {
		return juki.Refuse(juki.CentralNotSet)
	}
	return nil
}

// may is who asks, refused when the post may not.
func (c centralOffice) may(q clerk.OfficeQuestion) (session.Operator, error) {
	op, err := c.m.session.Require()
	if err == nil && !q.MayAsk(op.Post) {
		err = juki.Refuse(juki.PostMissing)
	}
	return op, err
}

// askLog is the question about the log.
const askLog clerk.OfficeQuestion = "log"

// SearchOffice implements clerk.Central.
func (c centralOffice) SearchOffice(ctx context.Context, r clerk.OfficeRequest) (page clerk.OfficePage, err error) {
	op, err := c.may(askLog)
	if err != nil {
		return page, err
	}
	if !r.Search.Valid() {
		return page, juki.Refuse(juki.RecordRefused)
	}
	if err := c.Ready(); err != nil {
		return page, err
	}
	if r.After == (clerk.OfficeSpot{}) { // the pages that follow are of the same look
		err := c.m.db.Record(ctx, oplog.Record{Time: c.m.Now(), Event: oplog.CentralAsked, Operator: op.ID, Case: r.Search.Case,
			Values: append(r.Search.Looked(), oplog.Purpose(r.Purpose), oplog.Question(string(askLog)))})
		if err != nil {
			return page, err
		}
	}
	found, err := c.asker().Log(ctx, central.Question{By: op.ID, Purpose: r.Purpose, Search: central.OfficeSearch{Terminal: r.Terminal, Search: r.Search}}, central.OfficeSpot(r.After))
	if err != nil {
		return page, c.notAnswered(ctx, askLog, err)
	}
	page.Next, page.More = clerk.OfficeSpot(found.Next), found.More
	for _, f := range found.Records {
		page.Records = append(page.Records, officeRecord(f, languageOf(r.Language)))
	}
	return page, nil
}

// officeRecord is a record as it is shown. One that this program does not know has no sentence.
func officeRecord(f central.OfficeRecord, l oplog.Language) clerk.OfficeRecord {
	shown := clerk.OfficeRecord{Terminal: f.Terminal, HistoryLine: clerk.HistoryLine{Seq: f.Spot.Seq, Time: f.Spot.Time}}
	if record, err := oplog.DecodeRecord(f.Payload); err == nil {
		shown.HistoryLine = historyLine(oplog.Found{Seq: f.Spot.Seq, Record: record}, l)
	}
	return shown
}

// notAnswered records that the server gave no answer, and gives the error back.
func (c centralOffice) notAnswered(ctx context.Context, q clerk.OfficeQuestion, err error) error {
	record := oplog.Record{Time: c.m.Now(), Event: oplog.CentralSilent, Values: []oplog.Value{oplog.Code(codeOfCentral(err)), oplog.Question(string(q))}}
	return errors.Join(err, c.m.db.Record(context.WithoutCancel(ctx), record))
}

func codeOfCentral(err error) juki.Code {
	var o *juki.Outcome
	if errors.As(err, &o) {
		return o.Code
	}
	return juki.CentralUnreachable // given up before it answered
}

// officePurposes are why the state of the office is asked for: nothing in it is about a person.
var officePurposes = map[clerk.OfficeQuestion]string{clerk.AskStock: "stock-count", clerk.AskTerminals: "log-check", clerk.AskConflicts: "log-check"}

// AskOffice implements clerk.Central.
func (c centralOffice) AskOffice(ctx context.Context, q clerk.OfficeQuestion) (clerk.OfficeAnswer, error) {
	op, err := c.sighted(ctx, q)
	if err != nil {
		return clerk.OfficeAnswer{}, err
	}
	if err := c.Ready(); err != nil {
		return clerk.OfficeAnswer{}, err
	}
	err = c.m.db.Record(ctx, oplog.Record{Time: c.m.Now(), Event: oplog.CentralAsked, Operator: op.ID,
		Values: []oplog.Value{oplog.Purpose(officePurposes[q]), oplog.Question(string(q))}})
	if err != nil {
		return clerk.OfficeAnswer{}, err
	}
	kept, err := c.kept()
	if err != nil {
		return clerk.OfficeAnswer{}, err
	}
	state, failure := c.asker().State(ctx, central.Question{By: op.ID, Purpose: officePurposes[q]})
	if failure != nil {
		kept.Code = codeOfCentral(failure)
		if noted := c.notAnswered(ctx, q, nil); noted != nil {
			return clerk.OfficeAnswer{}, noted
		}
	} else {
		kept = keptOffice{State: officeState(state), Asked: c.m.Now()}
	}
	if err := c.keep(kept); err != nil {
		return clerk.OfficeAnswer{}, err
	}
	return c.answer(kept), nil
}

// LastOffice implements clerk.Central.
func (c centralOffice) LastOffice(ctx context.Context, q clerk.OfficeQuestion) (clerk.OfficeAnswer, error) {
	if _, err := c.sighted(ctx, q); err != nil {
		return clerk.OfficeAnswer{}, err
	}
	kept, err := c.kept()
	return c.answer(kept), err
}

// sighted is who asks. While somebody counts here nobody is shown what the books have.
func (c centralOffice) sighted(ctx context.Context, q clerk.OfficeQuestion) (session.Operator, error) {
	op, err := c.may(q)
	if err == nil {
		err = c.m.keeper.Sighted(ctx)
	}
	return op, err
}

func (c centralOffice) answer(k keptOffice) clerk.OfficeAnswer {
	a := clerk.OfficeAnswer{State: k.State, Code: k.Code}
	if !a.Known() {
		return a
	}
	age := c.m.Now().Sub(k.Asked)
	a.Live = k.Code == "" && age >= 0 && age < liveFor
	limits := stock.StandardOfficeLimits()
	if days := c.m.settings.Central.Office.Silent; days > 0 {
		limits.SilentDays = days
	}
	a.Conflicts = k.State.Conflicts(k.State.At, hoursOn(juki.DateOf(k.State.At)), limits) // as it was then: without the network everybody looks silent
	return a
}

// officeSheet makes the 全端末在庫照合表 from the last answer.
func (c centralOffice) officeSheet(ctx context.Context, h stock.PaperHead, day juki.Date) (any, error) {
	a, err := c.LastOffice(ctx, clerk.AskStock)
	if err != nil {
		return nil, err
	}
	if !a.Known() {
		return nil, juki.Refuse(juki.PaperUnknown)
	}
	return c.m.keeper.OfficeSheet(ctx, h, day, a.State, a.Live, a.Conflicts)
}

// kept reads the last answer; there may be none. A file that cannot be read is none either: the next answer replaces it.
func (c centralOffice) kept() (k keptOffice, err error) {
	text, err := os.ReadFile(filepath.Join(c.m.Dir, officeFile))
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return k, fmt.Errorf("reading the last state of the office: %w", err)
	}
	if err := json.Unmarshal(text, &k); err != nil || k.Version != 1 {
		return keptOffice{}, nil
	}
	return k, nil
}

func (c centralOffice) keep(k keptOffice) error {
	k.Version = 1
	return writeWhole(filepath.Join(c.m.Dir, officeFile), func(w io.Writer) error { return json.NewEncoder(w).Encode(k) })
}
