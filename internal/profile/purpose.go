package profile

import (
	"errors"
	"fmt"
	"regexp"
)

// Purpose is why a person's data may be looked up, shown or printed (第19条第3号).
type Purpose struct {
	ID    string // as records name it
	Words Words
	Basis Basis
}

// HandoverPurpose is what most people are looked up for. It stands first, so that a screen offers it without a click.
const HandoverPurpose = "handover"

// purposeForm is what the operation log takes as a purpose: those of the program, and a city's own, which begin with own-.
var purposeForm = regexp.MustCompile(`\A(?:handover|inspection|arrival|inquiry-by-the-person|correction|stock-count|card-transfer|disposal|audit|log-check|investigation|own(-[a-z]{2,15}){1,3})\z`)

// Bounds of how long the personal data of a case stay, in months: less than one the database refuses, and no rule asks for more than fifteen years.
const (
	minCaseMonths = 1
	maxCaseMonths = 180
)

type purpose struct {
	ID string `toml:"id"`
	Words
	Basis
}

type months struct {
	After *int `toml:"after_months"`
	Basis
}

func purposes(written []purpose) (list []Purpose) {
	for _, p := range written {
		list = append(list, Purpose{ID: p.ID, Words: p.Words, Basis: p.Basis})
	}
	return list
}

func (r Rules) checkPurposes() error {
	seen := once{}
	for _, p := range r.Purposes {
		if err := errors.Join(seen.add(p.ID), p.Words.check(), p.Basis.check()); err != nil {
			return err
		}
		if !purposeForm.MatchString(p.ID) {
			return fmt.Errorf("%.40q is no purpose that records know; one of a city's own begins with own-", p.ID)
		}
	}
	if err := seen.some(); err != nil {
		return err
	}
	if r.Purposes[0].ID != HandoverPurpose {
		return fmt.Errorf("%q comes first", HandoverPurpose)
	}
	return nil
}

func (r Rules) checkCaseData() error {
	if r.CaseMonths < minCaseMonths || r.CaseMonths > maxCaseMonths {
		return fmt.Errorf("months are %d to %d", minCaseMonths, maxCaseMonths)
	}
	return r.CaseMonthsBasis.check()
}
