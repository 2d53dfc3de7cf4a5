package store

import (
	"fmt"

	"madoguchi/internal/stock"
)

// Stated implements stock.StatementTx. Copies touch no inside place but 移送中 (a trigger guards it): there they are taken out again.
func (t *Tx) Stated() (lines []stock.StatedLine, last int64, err error) {
	const inside = `SELECT item, place, sum(quantity) FROM (
			SELECT b.item, b.place, b.quantity FROM balance AS b JOIN place AS p ON p.id = b.place WHERE p.inside = 1
			UNION ALL
			SELECT item, 'transit', CASE WHEN to_place = 'transit' THEN -quantity ELSE quantity END FROM movement
				WHERE origin <> '' AND 'transit' IN (from_place, to_place))
		GROUP BY item, place HAVING sum(quantity) <> 0 ORDER BY item, place`
	err = t.list(inside, nil, func(scan scanner) error {
		var l stock.StatedLine
		err := scan(&l.Item, &l.Place, &l.Book)
		lines = append(lines, l)
		return err
	})
	if err == nil {
		err = t.queryRow("SELECT coalesce(max(id), 0) FROM movement", nil, &last)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("stating the stock: %w", err)
	}
	return lines, last, nil
}
