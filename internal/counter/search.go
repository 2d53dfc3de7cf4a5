package counter

import (
	"context"
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// forHandover is the purpose of whoever begins a handover: it needs no choice.
const forHandover = "handover"

// Search finds cases for a handover; see SearchFor.
func (d *Desk) Search(ctx context.Context, k Key) ([]Case, error) {
	return d.SearchFor(ctx, k, forHandover)
}

// SearchFor finds cases for a purpose of the regulation in force. The search is recorded with its purpose and the number found before anything
// is shown, and who is shown in a list of several, each with the case (第19条第3号); when it cannot be recorded, nothing is shown. It fails with
// PurposeMissing for a purpose that the regulation does not name, and looks nothing up.
func (d *Desk) SearchFor(ctx context.Context, k Key, purpose string) ([]Case, error) {
	op, err := d.operator(oplog.HandoverOpened) // who may search for a handover may hand over
	if err != nil {
		return nil, err
	}
	if !d.mayUse(purpose) {
		return nil, juki.Refuse(juki.PurposeMissing)
	}
	found, err := d.Book.Find(ctx, k)
	if err != nil {
		return nil, err
	}
	records, err := d.searched(ctx, op, k, purpose, found)
	if err != nil {
		return nil, err
	}
	err = d.Book.Act(ctx, func(tx Tx) error {
		for _, r := range records {
			if err := tx.Append(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, juki.Refuse(juki.CaseUnknown)
	}
	return found, nil
}

// mayUse tells whether the regulation in force names the purpose. Where no regulation is asked, the counter's own procedure is all there is.
func (d *Desk) mayUse(purpose string) bool {
	if d.Purposes == nil {
		return purpose == forHandover
	}
	return slices.Contains(d.Purposes(), purpose)
}

// searched is what the log says of a search. A list of several shows each of them: whose data were seen must not hide in a number.
func (d *Desk) searched(ctx context.Context, op juki.OperatorID, k Key, purpose string, found []Case) ([]oplog.Record, error) {
	people := make([]juki.Person, len(found))
	for i, c := range found {
		people[i] = c.Person
	}
	values, err := d.related(ctx, []oplog.Value{oplog.Purpose(purpose), oplog.SearchKey(k.name(found)), oplog.Count(oplog.FieldHits, len(found))}, people...)
	if err != nil {
		return nil, err
	}
	search := oplog.Record{Time: d.Now(), Event: oplog.PersonSearched, Operator: op, Values: values}
	if len(found) == 1 {
		search.Case = found[0].Number // whose data it was: also a search that leads to nothing is a look
		return []oplog.Record{search}, nil
	}
	records := []oplog.Record{search}
	for _, c := range found {
		values, err := d.related(ctx, []oplog.Value{oplog.Purpose(purpose), oplog.Count(oplog.FieldHits, len(found))}, c.Person)
		if err != nil {
			return nil, err
		}
		records = append(records, oplog.Record{Time: d.Now(), Event: oplog.PersonDisplayed, Operator: op, Case: c.Number, Values: values})
	}
	return records, nil
}

// ParseKey reads what was scanned or typed into the one search field: a notice number, a card's serial or a case number. Every case number has
// the form of a notice number too: such a text is looked for as both, because the city's notices may bear it as well.
func ParseKey(text string) (Key, error) {
	if n, err := juki.ParseNoticeNumber(text); err == nil {
		k := Key{Notice: n}
		if c, err := juki.ParseCaseNumber(text); err == nil {
			k.Number = c
		}
		return k, nil
	}
	if s, err := juki.ParseCardSerial(text); err == nil {
		return Key{Serial: s}, nil
	}
	return Key{}, juki.Refuse(juki.CaseUnknown)
}

// name is what the log says of the key: which kind, never its value. A text that could be two kinds is what it found.
func (k Key) name(found []Case) string {
	switch {
	case k.Notice != "" && k.Number != "" && slices.ContainsFunc(found, func(c Case) bool { return c.Number == k.Number }):
		return "case"
	case k.Notice != "":
		return "notice"
	case k.Serial != "":
		return "serial"
	case k.Number != "":
		return "case"
	}
	return "kana-and-birth"
}
