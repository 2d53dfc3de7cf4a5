package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
)

// Cases are the cases of the counter (案件) as package counter works on them.
type Cases struct{ d *DB }

var (
	_ counter.Book = Cases{}
	_ counter.Tx   = (*Tx)(nil)
)

// Counter gives the cases of the counter.
func (d *DB) Counter() counter.Book { return Cases{d} }

// Cases gives them with what only the system administrator does.
func (d *DB) Cases() Cases { return Cases{d} }

// Act implements counter.Book.
func (c Cases) Act(ctx context.Context, f func(counter.Tx) error) error {
	return c.d.act(ctx, func(t *Tx) error { return f(t) })
}

// AddCase implements counter.Tx. The number counts from 1 in each year of 令和, by the day of the act.
func (t *Tx) AddCase(c counter.Case) (juki.CaseNumber, bool, error) {
	byApplication := t.d.blind("case.application", string(c.Application))
	var known bool
	err := t.queryRow("SELECT EXISTS (SELECT 1 FROM case_file WHERE serial = ?) OR EXISTS (SELECT 1 FROM case_file WHERE by_application = ?)",
		[]any{string(c.Serial), byApplication}, &known)
	if err != nil {
		return "", false, fmt.Errorf("looking for a known case: %w", err)
	}
	if known {
		return "", false, nil
	}
	today := juki.DateOf(t.now())
	var running int
	if err := t.queryRow("SELECT coalesce(max(running), 0) + 1 FROM case_file WHERE year = ?", []any{today.ReiwaYear()}, &running); err != nil {
		return "", false, fmt.Errorf("numbering a case: %w", err)
	}
	number, err := juki.MakeCaseNumber(today, running)
	if err != nil {
		return "", false, err
	}
	c.Number = number
	if err := t.insertCase(c, today.ReiwaYear(), running, byApplication); err != nil {
		return "", false, fmt.Errorf("storing case %s: %w", number, err)
	}
	return number, true, nil
}

func (t *Tx) insertCase(c counter.Case, year, running int, byApplication []byte) error {
	key, wrapped, err := t.d.newCaseKey(c.Number)
	if err != nil {
		return err
	}
	args := []any{string(c.Number), year, running, c.Kind.ID(), string(c.Serial)}
	for _, column := range sealedColumns(&c) {
		sealed, err := t.d.sealUnder(key, column.get(), "case."+column.name, string(c.Number))
		if err != nil {
			return err
		}
		args = append(args, sealed)
	}
	args = append(args, byApplication, t.d.blind("case.notice", string(c.Notice)), t.d.blindPerson(c.Person.Kana, c.Person.Birth))
	if _, err := t.exec(`INSERT INTO case_file (number, year, running, kind, serial, application, notice, expires, name, kana, address, birth, sex,
		by_application, by_notice, by_person) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, args...); err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO case_key VALUES (?, ?)", string(c.Number), wrapped); err != nil {
		return err
	}
	_, err = t.exec("INSERT INTO case_progress VALUES (?, ?, ?, ?, ?)", string(c.Number), string(c.State), c.Guardianed, string(c.Home), string(c.Handover))
	return err
}

// blindPerson is the index of folded kana and birth date together: neither can be searched for alone.
func (d *DB) blindPerson(kana string, birth juki.Date) []byte {
	return d.blind("case.person", juki.KanaKey(kana), birth.String())
}

// sealedColumn is a personal column of a case: how it is written and read back.
type sealedColumn struct {
	name string
	get  func() string
	set  func(string) error
}

// sealedColumns lists the encrypted columns in the order of the table.
func sealedColumns(c *counter.Case) []sealedColumn {
	text := func(name string, p *string) sealedColumn {
		return sealedColumn{name, func() string { return *p }, func(s string) error { *p = s; return nil }}
	}
	date := func(name string, p *juki.Date) sealedColumn {
		return sealedColumn{name, func() string { return p.String() }, func(s string) error { return p.UnmarshalText([]byte(s)) }}
	}
	return []sealedColumn{
		text("application", (*string)(&c.Application)),
		text("notice", (*string)(&c.Notice)),
		date("expires", &c.Expires),
		text("name", &c.Person.Name),
		text("kana", &c.Person.Kana),
		text("address", &c.Person.Address),
		date("birth", &c.Person.Birth),
		{"sex", func() string { return strconv.Itoa(int(c.Person.Sex)) }, func(s string) error {
			sex, err := strconv.Atoi(s)
			c.Person.Sex = juki.Sex(sex)
			return err
		}},
	}
}

// UpdateCase implements counter.Tx.
func (t *Tx) UpdateCase(c counter.Case) error {
	r, err := t.exec("UPDATE case_progress SET state = ?, guardianed = ?, home = ?, handover = ? WHERE number = ?",
		string(c.State), c.Guardianed, string(c.Home), string(c.Handover), string(c.Number))
	if err != nil {
		return fmt.Errorf("changing case %s: %w", c.Number, err)
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return errors.Join(juki.Refuse(juki.CaseUnknown), err)
	}
	return nil
}

// selectCase reads cases with where their cards are by the ledger. Home is where to fetch the card while it lies at a place, and where it
// belongs while it is out; before inspection and after the handover it is what the case has.
const selectCase = `SELECT f.number, f.kind, f.serial, p.state, p.guardianed,
	CASE WHEN p.state IN ('arrived', 'delivered') OR k.serial IS NULL THEN p.home WHEN k.state IN ('handover', 'sent', 'missing') THEN k.kept_place
		WHEN k.place IN ` + insidePlaces + ` THEN k.place ELSE p.home END,
	p.handover, coalesce(k.place, ''), coalesce(k.state, ''), y.wrapped,
	f.application, f.notice, f.expires, f.name, f.kana, f.address, f.birth, f.sex FROM case_file AS f JOIN case_progress AS p ON p.number = f.number
	LEFT JOIN case_key AS y ON y.number = f.number LEFT JOIN card_at AS k ON k.item = 'mynumber-card' AND k.serial = f.serial `

// inState picks the cases of a state; one that is stored counts only while its card can be handed over (stock.State.Deliverable).
const inState = "WHERE p.state = ?1 AND (?1 <> 'stored' OR k.state IN ('stored', 'notified', 'renotified', 'picked')) "

// Case implements counter.Tx. An unknown number gives the Outcome CaseUnknown.
func (t *Tx) Case(n juki.CaseNumber) (counter.Case, error) {
	s, err := t.w.prepared(selectCase + "WHERE f.number = ?")
	if err != nil {
		return counter.Case{}, err
	}
	c, err := t.d.scanCase(s.QueryRow(string(n)).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return counter.Case{}, juki.Refuse(juki.CaseUnknown)
	}
	return c, err
}

// scanCase reads one row and opens its personal columns; of a case whose data were erased there are none.
func (d *DB) scanCase(scan scanner) (counter.Case, error) {
	var c counter.Case
	var kind string
	columns := sealedColumns(&c)
	sealed := make([][]byte, len(columns))
	dest := []any{&c.Number, &kind, &c.Serial, &c.State, &c.Guardianed, &c.Home, &c.Handover, &c.At.Place, &c.At.State}
	var wrapped []byte
	dest = append(dest, &wrapped)
	for i := range sealed {
		dest = append(dest, &sealed[i])
	}
	if err := scan(dest...); err != nil {
		return counter.Case{}, fmt.Errorf("reading a case: %w", err)
	}
	for _, k := range []juki.CardKind{juki.MyNumberCard, juki.ResidentCard} {
		if k.ID() == kind {
			c.Kind = k
		}
	}
	if c.Erased = caseErased(wrapped, sealed); c.Erased {
		return c, nil
	}
	opening, err := d.caseKey(wrapped, c.Number)
	if err != nil {
		return counter.Case{}, err
	}
	for i, column := range columns {
		text, err := openUnder(opening, sealed[i], "case."+column.name, string(c.Number))
		if err != nil {
			return counter.Case{}, err
		}
		if err := column.set(text); err != nil {
			return counter.Case{}, corrupt(fmt.Errorf("the value of case.%s of %s does not read", column.name, c.Number))
		}
	}
	return c, nil
}

// Find implements counter.Book. A key with nothing in it finds nothing.
func (c Cases) Find(ctx context.Context, k counter.Key) ([]counter.Case, error) {
	switch {
	case k.Notice != "" && k.Number != "":
		return c.where(ctx, "WHERE f.number = ? OR f.by_notice = ? ORDER BY f.number", string(k.Number), c.d.blind("case.notice", string(k.Notice)))
	case k.Notice != "":
		return c.where(ctx, "WHERE f.by_notice = ? ORDER BY f.number", c.d.blind("case.notice", string(k.Notice)))
	case k.Serial != "":
		return c.where(ctx, "WHERE f.serial = ?", string(k.Serial))
	case k.Number != "":
		return c.where(ctx, "WHERE f.number = ?", string(k.Number))
	case k.Kana != "" && !k.Birth.IsZero():
		return c.where(ctx, "WHERE f.by_person = ? ORDER BY f.number", c.d.blindPerson(k.Kana, k.Birth))
	}
	return nil, nil
}

// CasesIn implements counter.Book.
func (c Cases) CasesIn(ctx context.Context, s counter.CaseState) ([]counter.Case, error) {
	return c.where(ctx, inState+"ORDER BY f.number", string(s))
}

// CountIn implements counter.Book.
func (c Cases) CountIn(ctx context.Context, s counter.CaseState) (n int, err error) {
	err = c.d.read(ctx, func(pool *sql.DB) error {
		if err := pool.QueryRowContext(ctx, `SELECT count(*) FROM case_progress AS p JOIN case_file AS f ON f.number = p.number
			LEFT JOIN card_at AS k ON k.item = 'mynumber-card' AND k.serial = f.serial `+inState, string(s)).Scan(&n); err != nil {
			return fmt.Errorf("counting cases: %w", err)
		}
		return nil
	})
	return n, err
}

func (c Cases) where(ctx context.Context, where string, args ...any) ([]counter.Case, error) {
	var list []counter.Case
	err := c.d.list(ctx, selectCase+where, args, func(scan scanner) error {
		found, err := c.d.scanCase(scan)
		list = append(list, found)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}
