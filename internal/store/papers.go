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

// NotePrinted implements stock.PaperTx.
func (t *Tx) NotePrinted(id stock.PaperID, copies int, code juki.Code, by juki.OperatorID, at time.Time) (times int, err error) {
	var known bool
	if err := t.queryRow("SELECT EXISTS (SELECT 1 FROM paper WHERE id = ?)", []any{int64(id)}, &known); err != nil {
		return 0, fmt.Errorf("looking up a paper: %w", err)
	}
	if !known {
		return 0, juki.Refuse(juki.PaperUnknown)
	}
	if _, err := t.exec("INSERT INTO paper_printed (paper, copies, code, by_op, ts) VALUES (?, ?, ?, ?, ?)",
		int64(id), copies, string(code), string(by), at.UnixMilli()); err != nil {
		return 0, fmt.Errorf("noting a print: %w", err)
	}
	if err := t.queryRow("SELECT count(*) FROM paper_printed WHERE paper = ? AND code = '' AND copies > 0", []any{int64(id)}, &times); err != nil {
		return 0, fmt.Errorf("counting prints: %w", err)
	}
	return times, nil
}

const selectPaper = `SELECT id, kind, day, digest, by_op, ts,
	(SELECT count(*) FROM paper_printed AS n WHERE n.paper = p.id AND n.code = '' AND n.copies > 0) FROM paper AS p `

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
