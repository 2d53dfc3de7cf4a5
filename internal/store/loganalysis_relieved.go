package store

import (
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// relieved compares who acted with who is on the roster, and after a revocation with its moment (第14条第6項).
func (a analysis) relieved() (rows []oplog.Finding, err error) {
	roster, err := a.roster()
	if err != nil {
		return nil, err
	}
	acted, err := operatorsIn(a.ctx, a.tx)
	if err != nil {
		return nil, err
	}
	for _, id := range acted {
		since, known := roster[id]
		if known && since == nil {
			continue
		}
		f := oplog.Finding{Operator: id, Why: oplog.WhyUnknown, Records: a.within(oplog.Search{Operator: id})}
		if known {
			f.Why, f.Day = oplog.WhyRevoked, dayOrNone(*since)
			if since.After(f.Records.From) {
				f.Records.From = *since
			}
		}
		// The end of one's own work is written after the revocation that ended it. Both counts read an index alone.
		const query = `SELECT (SELECT count(*) FROM record INDEXED BY record_operator WHERE operator = ?1 AND ts >= ?2 AND ts < ?3)
			- (SELECT count(*) FROM record INDEXED BY record_event WHERE event = ?4 AND operator = ?1 AND ts >= ?2 AND ts < ?3)`
		if err := a.tx.QueryRowContext(a.ctx, query, numberOfOperator(id), f.Records.From.UnixMilli(), f.Records.Until.UnixMilli(), oplog.LogoutDone.Number()).Scan(&f.Count); err != nil {
			return nil, err
		}
		if f.Count > 0 {
			rows = append(rows, f)
		}
	}
	tried, err := a.tried()
	return append(rows, tried...), err
}

// roster has everybody in the register of operators: since when they are revoked, nil who is not. The zero time says that nobody knows any more: the
// text of the record went when its time was over, so everything that is left is later.
func (a analysis) roster() (map[juki.OperatorID]*time.Time, error) {
	roster := map[juki.OperatorID]*time.Time{}
	err := a.each("SELECT id, revoked FROM operator", nil, func(scan scanner) error {
		var id juki.OperatorID
		var revoked bool
		err := scan(&id, &revoked)
		roster[id] = nil
		if revoked {
			roster[id] = &time.Time{}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = a.each("SELECT coalesce(CASE WHEN json_valid(payload) THEN payload ->> '$.f.subject' END, ''), ts FROM record INDEXED BY record_event WHERE event = ? ORDER BY ts",
		[]any{oplog.OperatorRevoked.Number()}, func(scan scanner) error {
			var id juki.OperatorID
			var ms int64
			err := scan(&id, &ms)
			if since := roster[id]; since != nil {
				*since = inTokyo(ms + 1) // the revocation itself is not after it
			}
			return err
		})
	return roster, err
}

func dayOrNone(t time.Time) juki.Date {
	if t.IsZero() {
		return juki.Date{}
	}
	return juki.DateOf(t)
}

// tried are revoked cards that were put in again; the record names the operator concerned.
func (a analysis) tried() (rows []oplog.Finding, err error) {
	err = a.each("SELECT coalesce(CASE WHEN json_valid(payload) THEN payload ->> '$.f.subject' END, ''), count(*) FROM record INDEXED BY record_code WHERE "+payloadCode+" = ? AND ts >= ? AND ts < ? GROUP BY 1 ORDER BY 1",
		append([]any{string(juki.OperatorRevoked)}, a.bounds()...), func(scan scanner) error {
			f := oplog.Finding{Why: oplog.WhyTried, Code: juki.OperatorRevoked, Records: a.within(oplog.Search{Code: juki.OperatorRevoked})}
			err := scan(&f.Operator, &f.Count)
			rows = append(rows, f)
			return err
		})
	return rows, err
}
