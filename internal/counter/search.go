package counter

import (
	"context"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Search finds cases for a handover. The search is recorded with its purpose and the number found before anything
// is shown (第19条第3号); when it cannot be recorded, nothing is shown.
func (d *Desk) Search(ctx context.Context, k Key) ([]Case, error) {
	op, err := d.operator(oplog.HandoverOpened) // who may search for a handover may hand over
	if err != nil {
		return nil, err
	}
	found, err := d.Book.Find(ctx, k)
	if err != nil {
		return nil, err
	}
	people := make([]juki.Person, len(found))
	for i, c := range found {
		people[i] = c.Person
	}
	values, err := d.related(ctx, []oplog.Value{oplog.Purpose("handover"), oplog.SearchKey(k.name()), oplog.Count(oplog.FieldHits, len(found))}, people...)
	if err != nil {
		return nil, err
	}
	var n juki.CaseNumber
	if len(found) == 1 {
		n = found[0].Number // whose data it was: also a search that leads to nothing is a look
	}
	err = d.Book.Act(ctx, func(tx Tx) error {
		return tx.Append(oplog.Record{Time: d.Now(), Event: oplog.PersonSearched, Operator: op, Case: n, Values: values})
	})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, juki.Refuse(juki.CaseUnknown)
	}
	return found, nil
}

// ParseKey reads what was scanned or typed into the one search field: a notice number, a card's serial or a case number.
func ParseKey(text string) (Key, error) {
	if n, err := juki.ParseNoticeNumber(text); err == nil {
		return Key{Notice: n}, nil
	}
	if n, err := juki.ParseCaseNumber(text); err == nil {
		return Key{Number: n}, nil
	}
	if s, err := juki.ParseCardSerial(text); err == nil {
		return Key{Serial: s}, nil
	}
	return Key{}, juki.Refuse(juki.CaseUnknown)
}

// name is what the log says of the key: which kind, never its value.
func (k Key) name() string {
	switch {
	case k.Notice != "":
		return "notice"
	case k.Serial != "":
		return "serial"
	case k.Number != "":
		return "case"
	}
	return "kana-and-birth"
}
