package store

import (
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// keepOwn stores what looks at an operator's own people are told by, when it changed.
func (t *Tx) keepOwn(id juki.OperatorID, before, own session.Own) error {
	if own == before {
		return nil
	}
	kana, err := t.d.sealText(own.Kana, "operator_own.kana", string(id))
	if err != nil {
		return err
	}
	area, err := t.d.sealText(own.Area, "operator_own.area", string(id))
	if err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO operator_own VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET kana = excluded.kana, area = excluded.area", string(id), kana, area); err != nil {
		return fmt.Errorf("storing what an operator's own people are told by: %w", err)
	}
	return nil
}

// openOwn gives it back; an operator without has nothing of it.
func (d *DB) openOwn(id juki.OperatorID, kana, area []byte) (own session.Own, err error) {
	if kana == nil && area == nil {
		return own, nil
	}
	if own.Kana, err = d.openText(kana, "operator_own.kana", string(id)); err != nil {
		return own, err
	}
	own.Area, err = d.openText(area, "operator_own.area", string(id))
	return own, err
}
