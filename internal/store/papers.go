package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// paperText is the column that a paper's figures are sealed for.
const paperText = "paper.text"

// KeepPaper implements stock.PaperTx.
func (t *Tx) KeepPaper(p stock.PaperInfo, text []byte) (stock.PaperID, error) {
	id, err := t.nextID("paper")
	if err != nil {
		return 0, err
	}
	sealed, err := t.d.sealText(string(text), paperText, id)
	if err != nil {
		return 0, err
	}
	r, err := t.exec("INSERT INTO paper (id, kind, day, digest, text, by_op, ts) VALUES (?, ?, ?, ?, ?, ?, ?)",
		id, string(p.Kind), dateNumber(p.Day), p.Digest[:], sealed, string(p.MadeBy), p.MadeAt.UnixMilli())
	if err != nil {
		return 0, fmt.Errorf("storing a paper %s: %w", p.Kind, err)
	}
	n, err := r.LastInsertId()
	return stock.PaperID(n), err
}

// knownPaper fails with Outcome PaperUnknown when there is none.
func (t *Tx) knownPaper(id stock.PaperID) error {
	var known bool
	if err := t.queryRow("SELECT EXISTS (SELECT 1 FROM paper WHERE id = ?)", []any{int64(id)}, &known); err != nil {
		return fmt.Errorf("looking up a paper: %w", err)
	}
	if !known {
		return juki.Refuse(juki.PaperUnknown)
	}
	return nil
}

// BeginPrint implements stock.PaperTx.
func (t *Tx) BeginPrint(id stock.PaperID, copies int, by juki.OperatorID, at time.Time) (print int64, before int, err error) {
	if err := t.knownPaper(id); err != nil {
		return 0, 0, err
	}
	if err := t.queryRow("SELECT "+cameOut+" FROM paper AS p WHERE id = ?", []any{int64(id)}, &before); err != nil {
		return 0, 0, fmt.Errorf("counting prints: %w", err)
	}
	r, err := t.exec("INSERT INTO paper_begun (paper, copies, by_op, ts) VALUES (?, ?, ?, ?)", int64(id), copies, string(by), at.UnixMilli())
	if err != nil {
		return 0, 0, fmt.Errorf("noting that a print begins: %w", err)
	}
	print, err = r.LastInsertId()
	return print, before, err
}

// EndPrint implements stock.PaperTx.
func (t *Tx) EndPrint(print int64, code juki.Code, perhaps bool, by juki.OperatorID, at time.Time) error {
	if _, err := t.exec("INSERT INTO paper_printed (begun, code, perhaps, by_op, ts) VALUES (?, ?, ?, ?, ?)", print, string(code), perhaps, string(by), at.UnixMilli()); err != nil {
		return fmt.Errorf("noting what became of a print: %w", err)
	}
	return nil
}

// HandOver implements stock.PaperTx.
func (t *Tx) HandOver(id stock.PaperID, by juki.OperatorID, at time.Time) error {
	if err := t.knownPaper(id); err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO paper_handed_over (paper, by_op, ts) VALUES (?, ?, ?)", int64(id), string(by), at.UnixMilli()); err != nil {
		return fmt.Errorf("noting that a PDF was handed over: %w", err)
	}
	return nil
}

// cameOut is how many prints of paper p came out, or may have: one without an end was cut short, by a power cut or a crash.
const cameOut = `(SELECT count(*) FROM paper_begun AS b LEFT JOIN paper_printed AS e ON e.begun = b.id WHERE b.paper = p.id AND coalesce(e.perhaps, 1) = 1)`

const selectPaper = "SELECT id, kind, day, digest, by_op, ts, " + cameOut + " FROM paper AS p "

func scanPaper(scan scanner, more ...any) (p stock.PaperInfo, err error) {
	var day int
	var digest []byte
	var ms int64
	if err := scan(append([]any{&p.ID, &p.Kind, &day, &digest, &p.MadeBy, &ms, &p.Printed}, more...)...); err != nil {
		return p, err
	}
	p.Day, p.MadeAt = dateOf(day), inTokyo(ms)
	copy(p.Digest[:], digest)
	return p, nil
}

// PapersOf implements stock.PaperShelf.
func (s Stock) PapersOf(ctx context.Context, kind stock.PaperKind, from, to juki.Date) ([]stock.PaperInfo, error) {
	var list []stock.PaperInfo
	err := s.d.list(ctx, selectPaper+"WHERE day BETWEEN ? AND ? AND ?3 IN ('', kind) ORDER BY id DESC", []any{dateNumber(from), dateNumber(to), string(kind)},
		func(scan scanner) error {
			p, err := scanPaper(scan)
			list = append(list, p)
			return err
		})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// PaperOf implements stock.PaperShelf.
func (s Stock) PaperOf(ctx context.Context, id stock.PaperID) (p stock.PaperInfo, body any, err error) {
	var sealed []byte
	err = s.d.read(ctx, func(pool *sql.DB) error {
		// The text comes last: selectPaper's columns and one more.
		row := pool.QueryRowContext(ctx, "SELECT i.*, t.text FROM ("+selectPaper+"WHERE id = ?) AS i JOIN paper AS t USING (id)", int64(id))
		p, err = scanPaper(row.Scan, &sealed)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return stock.PaperInfo{}, nil, juki.Refuse(juki.PaperUnknown)
	}
	if err != nil {
		return stock.PaperInfo{}, nil, fmt.Errorf("reading paper %d: %w", id, err)
	}
	text, err := s.d.openText(sealed, paperText, strconv.FormatInt(int64(id), 10))
	if err != nil {
		return stock.PaperInfo{}, nil, err
	}
	if sha256.Sum256([]byte(text)) != p.Digest {
		return stock.PaperInfo{}, nil, corrupt(fmt.Errorf("the figures of paper %d are not those of its digest", id))
	}
	if body, err = stock.DecodePaper(p.Kind, []byte(text)); err != nil {
		return stock.PaperInfo{}, nil, corrupt(fmt.Errorf("paper %d: %w", id, err))
	}
	return p, body, nil
}
