package central

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/internal/juki"
)

// noteQuestion has a question noted; its number is good for the answer.
func noteQuestion(ctx context.Context, conn *pgx.Conn, kind string, q Question) (number int64, err error) {
	err = conn.QueryRow(ctx, "SELECT madoguchi.office_ask($1, $2, $3, $4)", kind, string(q.By), q.Purpose, q.Search.chosen()).Scan(&number)
	return number, err
}

// chosen is the search as it is noted and answered: ids and codes, never free text.
func (s OfficeSearch) chosen() map[string]string {
	c := map[string]string{}
	put := func(key, text string) {
		if text != "" {
			c[key] = text
		}
	}
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format("2006-01-02T15:04:05.000Z07:00")
	}
	put("terminal", s.Terminal)
	put("from", moment(s.From))
	put("until", moment(s.Until))
	put("operator", string(s.Operator))
	put("case", string(s.Case))
	put("code", string(s.Code))
	put("purpose", s.Search.Purpose)
	put("card", s.Card)
	events, _ := s.Events()
	names := make([]string, len(events))
	for i, e := range events {
		names[i] = e.String()
	}
	put("events", strings.Join(names, ","))
	return c
}

// pageRecords is how many records the server gives at once, one more to know that there are more.
const pageRecords = 100

func readLog(ctx context.Context, conn *pgx.Conn, number int64, after OfficeSpot) (page OfficePage, err error) {
	var from *time.Time
	if !after.Time.IsZero() {
		from = &after.Time
	}
	for { // a call looks at so many records and no more
		rows, err := conn.Query(ctx, "SELECT origin, log, seq, ts, payload FROM madoguchi.office_log($1, $2, $3, $4)", number, from, after.Log, after.Seq)
		if err != nil {
			return page, err
		}
		found, err := pgx.CollectRows(rows, scanRecord)
		if err != nil {
			return page, err
		}
		page.Records, page.More = append(page.Records, found...), false
		if n := len(page.Records); n > 0 && page.Records[n-1].Payload == nil {
			after = page.Records[n-1].Spot
			page.Records, page.More = page.Records[:n-1], true
		}
		if len(page.Records) > pageRecords {
			page.Records, page.More = page.Records[:pageRecords], true
			after = page.Records[pageRecords-1].Spot
			page.Next = after
			return page, nil
		}
		if page.Next = after; !page.More {
			if n := len(page.Records); n > 0 {
				page.Next = page.Records[n-1].Spot
			}
			return page, nil
		}
		from = &after.Time
	}
}

func scanRecord(row pgx.CollectableRow) (r OfficeRecord, err error) {
	var origin string
	var payload *string
	err = row.Scan(&origin, &r.Spot.Log, &r.Spot.Seq, &r.Spot.Time, &payload)
	if r.Terminal = terminalOf(origin); payload != nil {
		r.Payload = []byte(*payload)
	}
	return r, err
}

// answer has a question noted and reads its answer.
func answer[T any](ctx context.Context, conn *pgx.Conn, kind string, q Question, scan pgx.RowToFunc[T], query string) ([]T, error) {
	number, err := noteQuestion(ctx, conn, kind, q)
	if err != nil {
		return nil, err
	}
	rows, err := conn.Query(ctx, query, number)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scan)
}

func scanTerminal(row pgx.CollectableRow) (t OfficeTerminal, err error) {
	var origin, trouble string
	var received, heard *time.Time
	var skew float64
	err = row.Scan(&t.Role, &origin, &t.Revoked, &t.Stored, &received, &heard, &t.Has, &trouble, &skew)
	t.Terminal, t.Trouble, t.Skew = terminalOf(origin), juki.Code(trouble), time.Duration(skew*float64(time.Second))
	t.Received, t.Heard = orZero(received), orZero(heard)
	return t, err
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func scanLine(row pgx.CollectableRow) (l OfficeLine, err error) {
	var origin string
	err = row.Scan(&origin, &l.Revoked, &l.Log, &l.At, &l.Day, &l.Reason, &l.Item, &l.Place, &l.Book, &l.Counted)
	l.Terminal = terminalOf(origin)
	return l, err
}

// terminalOf is the terminal in a log's origin, "28225.madoguchi/terminal-01".
func terminalOf(origin string) string {
	return origin[strings.LastIndexByte(origin, '/')+1:]
}
