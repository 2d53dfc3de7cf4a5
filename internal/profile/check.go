package profile

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of what a profile may say.
const (
	maxDays     = 3650         // ten years: a card is not older
	maxMinutes  = 60 * 24 * 90 // three months
	maxText     = 200          // characters of a text, so that a screen can show it
	maxVersions = 100
	maxEntries  = 40 // reasons, methods or steps of a version
)

var (
	nameForm = regexp.MustCompile(`\A[a-z][a-z0-9-]{0,30}\z`)
	// wordForm is what the operation log takes as a reason or a state.
	wordForm    = regexp.MustCompile(`\A[a-z][a-z0-9]{0,15}(-[a-z][a-z0-9]{0,15}){0,4}\z`)
	article     = `第[1-9][0-9]*条(の[1-9][0-9]*)?(第[1-9][0-9]*項)?(第[1-9][0-9]*号)?`
	articleForm = regexp.MustCompile(`\A` + article + `(・` + article + `)*\z`)
)

// check finds what no regulation can mean.
func (p Profile) check() error {
	if !nameForm.MatchString(p.Name) {
		return errors.New("name: small letters, digits and hyphens, a letter first")
	}
	if err := p.Title.check(); err != nil {
		return fmt.Errorf("title: %w", err)
	}
	if len(p.versions) == 0 || len(p.versions) > maxVersions {
		return fmt.Errorf("a profile has 1 to %d versions", maxVersions)
	}
	for i, r := range p.versions {
		if err := r.check(); err != nil {
			return fmt.Errorf("version %d: %w", i+1, err)
		}
		if i > 0 && !p.versions[i-1].From.Before(r.From) {
			return fmt.Errorf("version %d: it does not begin after the one before it", i+1)
		}
	}
	return nil
}

func (r Rules) check() error {
	if !r.From.Valid() {
		return errors.New("from: the first day in force is missing")
	}
	if err := checkText(r.Amendment); err != nil {
		return fmt.Errorf("amendment: %w", err)
	}
	for _, part := range []struct {
		key string
		err error
	}{
		{"resident_card", r.checkResidentCard()},
		{"second_count", r.SecondCountBasis.check()},
		{"photo", r.PhotoSecondBasis.check()},
		{"witnessed", r.checkWitnessed()},
		{"renotice", errors.Join(checkDays(r.RenoticeAfterDays), r.RenoticeBasis.check())},
		{"disposal_due", errors.Join(r.checkDisposalDue(), r.DisposalDueBasis.check())},
		{"disposal_same_day", r.DisposalSameDayBasis.check()},
		{"disposal", checkMethods(r.DisposalMethods, r.DisposalMethodsBasis)},
		{"media_disposal", checkMethods(r.MediaMethods, r.MediaMethodsBasis)},
		{"purpose", r.checkPurposes()},
		{"case_data", r.checkCaseData()},
		{"attention", errors.Join(r.Attention.check(), r.AttentionBasis.check())},
		{"emergency", checkSteps(r.EmergencySteps)},
		{"incident", r.checkIncidents()},
		{"emergency_plan", r.EmergencyPlan.check()},
	} {
		if part.err != nil {
			return fmt.Errorf("%s: %w", part.key, part.err)
		}
	}
	return nil
}

func (r Rules) checkResidentCard() error {
	if err := r.ResidentCardBasis.check(); err != nil {
		return err
	}
	if r.ResidentCardIssueEnds.IsZero() {
		if r.ResidentCardReason != (Words{}) {
			return errors.New("a reason for an end that is none")
		}
		return nil
	}
	return r.ResidentCardReason.check()
}

func (r Rules) checkWitnessed() error {
	seen := once{}
	for _, reason := range r.Witnessed {
		if err := seen.add(reason); err != nil {
			return err
		}
	}
	return r.WitnessedBasis.check()
}

func (r Rules) checkDisposalDue() error {
	if r.DisposalDueAfterDays < r.RenoticeAfterDays {
		return errors.New("due before the second notice")
	}
	return checkDays(r.DisposalDueAfterDays)
}

// methodForm is what the operation log takes as a method: one that it has no word for could be decided and never be recorded.
var methodForm = regexp.MustCompile(`\A(?:incineration|dissolution|shredding|destruction)\z`)

func checkMethods(methods []Method, basis Basis) error {
	seen := once{}
	for _, m := range methods {
		if err := errors.Join(seen.add(m.ID), m.Words.check()); err != nil {
			return err
		}
		if !methodForm.MatchString(m.ID) {
			return fmt.Errorf("%.40q is no method that records know", m.ID)
		}
	}
	return errors.Join(seen.some(), basis.check())
}

func checkSteps(steps []Step) error {
	seen := once{}
	for _, s := range steps {
		if err := errors.Join(seen.add(s.ID), s.Words.check(), s.Basis.check()); err != nil {
			return err
		}
		if s.Minutes < 0 || s.Minutes > maxMinutes {
			return fmt.Errorf("%s: minutes are 0 to %d", s.ID, maxMinutes)
		}
	}
	return seen.some()
}

func (b Basis) check() error {
	if b == (Basis{}) {
		return errors.New("neither article nor default says why")
	}
	if b.Article != "" && (!articleForm.MatchString(b.Article) || utf8.RuneCountInString(b.Article) > maxText) {
		return errors.New("article: written 第22条第1号, several with ・ between")
	}
	if b.Default != "" {
		return checkText(b.Default)
	}
	return nil
}

func (w Words) check() error {
	if err := checkText(w.JA); err != nil {
		return fmt.Errorf("ja: %w", err)
	}
	if err := checkText(w.EN); err != nil {
		return fmt.Errorf("en: %w", err)
	}
	return nil
}

// checkText takes one line that a screen and a sheet can show.
func checkText(s string) error {
	switch {
	case strings.TrimSpace(s) != s || s == "":
		return errors.New("the text is missing, or has space around it")
	case !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxText:
		return fmt.Errorf("a text has at most %d characters", maxText)
	case strings.ContainsFunc(s, func(r rune) bool { return r != '\u3000' && !unicode.IsPrint(r) }):
		return errors.New("a text is one line of what can be seen")
	}
	return nil
}

func checkDays(n int) error {
	if n < 1 || n > maxDays {
		return fmt.Errorf("days are 1 to %d", maxDays)
	}
	return nil
}

// once is the words of a list, each there once.
type once map[string]bool

func (o once) add(word string) error {
	switch {
	case !wordForm.MatchString(word):
		return fmt.Errorf("%.40q is no word: small letters, digits, hyphens", word)
	case o[word]:
		return fmt.Errorf("%q stands there twice", word)
	case len(o) == maxEntries:
		return fmt.Errorf("more than %d", maxEntries)
	}
	o[word] = true
	return nil
}

func (o once) some() error {
	if len(o) == 0 {
		return errors.New("there is none")
	}
	return nil
}
