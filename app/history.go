package main

import (
	"context"

	"madoguchi/app/clerk"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/store"
)

// historyPageSize is how many records are shown at once.
const historyPageSize = 100

// History is the newest records in sentences, for the scripted day.
func (o office) History(ctx context.Context, language string, limit int) ([]clerk.HistoryLine, error) {
	tail, err := o.m.db.LogTail(ctx, limit, store.LogFilter{})
	if err != nil {
		return nil, err
	}
	lines := make([]clerk.HistoryLine, len(tail))
	for i, l := range tail {
		lines[i] = historyLine(oplog.Found{Seq: l.Seq, Record: l.Record}, languageOf(language))
	}
	return lines, nil
}

func historyLine(f oplog.Found, l oplog.Language) clerk.HistoryLine {
	return clerk.HistoryLine{Seq: f.Seq, Time: f.Record.Time, Operator: f.Record.Operator, Case: f.Record.Case,
		Event: f.Record.Event.String(), Sentence: oplog.Sentence(f.Record, l)}
}

func languageOf(setting string) oplog.Language {
	if setting == "en" {
		return oplog.English
	}
	return oplog.Japanese
}

// SearchHistory implements clerk.Histories. The look into others' records is recorded with its first page, before anything is read.
func (o office) SearchHistory(ctx context.Context, r clerk.HistoryRequest) (clerk.HistoryPage, error) {
	op, s, err := o.looking(r)
	if err != nil {
		return clerk.HistoryPage{}, err
	}
	if r.After == (oplog.Spot{}) && s.Operator != op.ID {
		if err := o.m.db.Record(ctx, looked(oplog.LogSearched, o.m, op.ID, r.Purpose, s)); err != nil {
			return clerk.HistoryPage{}, err
		}
	}
	found, err := o.m.db.SearchLog(ctx, s, r.After, historyPageSize)
	if err != nil {
		return clerk.HistoryPage{}, err
	}
	page := clerk.HistoryPage{More: found.More, Last: r.After}
	for _, f := range found.Found {
		page.Lines, page.Last = append(page.Lines, historyLine(f, languageOf(r.Language))), f.Spot()
	}
	return page, nil
}

// looking says who looks and for what. Who does not oversee the log gets the own records alone; who does says why (第19条第3号).
func (o office) looking(r clerk.HistoryRequest) (session.Operator, oplog.Search, error) {
	op, err := o.m.session.Require()
	if err != nil {
		return op, oplog.Search{}, err
	}
	s := r.Search
	if !oplog.MayOversee(op.Post) {
		s.Operator = op.ID
	}
	if !s.Valid() {
		return op, s, juki.Refuse(juki.RecordRefused)
	}
	return op, s, nil
}

// looked is the record of a look; one without a purpose is refused by the catalogue.
func looked(e oplog.EventID, m *Main, op juki.OperatorID, purpose string, s oplog.Search, more ...oplog.Value) oplog.Record {
	return oplog.Record{Time: m.Now(), Event: e, Operator: op, Case: s.Case, Values: append(append(s.Looked(), oplog.Purpose(purpose)), more...)}
}

// HistoryChoices implements clerk.Histories.
func (o office) HistoryChoices(ctx context.Context) (oplog.Choices, error) {
	op, err := o.m.session.Require()
	if err != nil {
		return oplog.Choices{}, err
	}
	c, err := o.m.db.LogChoices(ctx)
	if !oplog.MayOversee(op.Post) {
		c.Operators = nil // who else works here is none of the business of this post
	}
	return c, err
}
