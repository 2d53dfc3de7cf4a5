package session

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// What an operator has in common with a person looked at, as the log says it. It says that there was something, never what.
const (
	sameName        = "same-name"
	sameArea        = "same-area"
	sameNameAndArea = "same-name-and-area"
)

// Relation compares the people that are about to be shown with who is logged in, by the family name and the 町名 of the address, and tells what
// they have in common: the word that the record of the look holds, "" for nothing. Of several people it is all that any of them has. No name
// leaves it. It fails when the register cannot be read.
//
// Family names are the same when their characters are, or when they sound the same: 斉藤 and 齋藤 are one family as often as not. Where a name came
// without a space, its beginning counts. Both list too many rather than too few: a row is a reason to ask, not a finding.
func (s *Service) Relation(ctx context.Context, people []juki.Person) (string, error) {
	id := s.View().Operator.ID
	if id == "" || len(people) == 0 {
		return "", nil
	}
	a, err := s.account(ctx, id)
	if err != nil {
		return "", fmt.Errorf("compare with the operator: %w", err)
	}
	name, area := false, false
	for _, p := range people {
		name = name || a.sharesName(p)
		area = area || a.sharesArea(p)
	}
	switch {
	case name && area:
		return sameNameAndArea, nil
	case name:
		return sameName, nil
	case area:
		return sameArea, nil
	}
	return "", nil
}

func (a Account) sharesName(p juki.Person) bool {
	family, _ := splitName(a.Name)
	return family != "" && begins(plainName(p.Name), plainName(family)) ||
		a.Own.Kana != "" && begins(soundsOf(p.Kana), soundsOf(a.Own.Kana))
}

// splitName gives the family name: what stands before the first space. whole is false, and the family name unknown, where there is none.
func splitName(name string) (family string, whole bool) {
	family, _, whole = strings.Cut(strings.TrimSpace(evenSpaces(name)), " ")
	if !whole {
		return "", false
	}
	return family, true
}

// begins tells whether a full name has this family name: up to its space, or, where it came without one, at its beginning.
func begins(name, family string) bool {
	own, split := splitName(name)
	if !split {
		return family != "" && strings.HasPrefix(name, family)
	}
	return own == family
}

// plainName leaves out variation selectors: they are how a character is drawn.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF {
			return -1
		}
		return r
	}, strings.TrimSpace(evenSpaces(name)))
}

// soundsOf folds each part of a name in kana and keeps the space between them.
func soundsOf(kana string) string {
	parts := strings.Fields(evenSpaces(kana))
	for i := range parts {
		parts[i] = juki.KanaKey(parts[i])
	}
	return strings.Join(parts, " ")
}

func evenSpaces(s string) string { return strings.NewReplacer("\u3000", " ", "\u00a0", " ").Replace(s) }

// leastArea is how many characters tell an area from any address.
const leastArea = 2

func (a Account) sharesArea(p juki.Person) bool {
	area := juki.KanaKey(evenSpaces(a.Own.Area))
	return utf8.RuneCountInString(area) >= leastArea && strings.Contains(juki.KanaKey(evenSpaces(p.Address)), area)
}

func (o Own) trimmed() Own {
	return Own{Kana: strings.TrimSpace(evenSpaces(o.Kana)), Area: strings.TrimSpace(evenSpaces(o.Area))}
}

// SetOwn fills in what looks at an operator's own people are told by; empty takes it away. Only a システム管理者 who is logged in may do it. It
// fails with NotLoggedIn, PostMissing, OperatorUnknown, and StepNotAllowed when nothing would change.
func (s *Service) SetOwn(ctx context.Context, id juki.OperatorID, own Own) error {
	return s.administer(ctx, id, func(a *Account) (oplog.EventID, bool) {
		was := a.Own
		a.Own = own.trimmed()
		return oplog.SettingsChanged, a.Own != was
	}, oplog.Setting("operator-own"))
}
