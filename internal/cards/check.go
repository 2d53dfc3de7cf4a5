package cards

import "madoguchi/internal/juki"

// Want is the card that a case expects in the reader. Every field is compared: an empty one fits no card.
type Want struct {
	Kind         juki.CardKind
	Serial       juki.CardSerial
	Municipality juki.MunicipalityCode // of this city hall
	Expires      juki.Date             // as the arrival list gave it
	Today        juki.Date
}

// Check compares the card in the reader with the one the case expects, before any PIN is asked for (第22条第1号).
// nil means that it is this card. The first difference is told, in the order in which it helps the clerk: an operator
// card, another kind, another city, an expired card, another person's card, a locked PIN (第23条第4号).
func Check(id Identity, want Want) *juki.Outcome {
	switch {
	case id.Kind == juki.OperatorCard && want.Kind != juki.OperatorCard:
		return juki.Refuse(juki.OperatorCardHere)
	case id.Kind == juki.UnknownCard || id.Kind != want.Kind:
		return juki.Refuse(juki.CardWrongKind)
	case id.Municipality == "" || id.Municipality != want.Municipality:
		return juki.Refuse(juki.CardOfOtherCity)
	case id.Expires.IsZero() || id.Expires.Before(want.Today):
		return juki.Refuse(juki.CardExpired)
	case id.Serial == "" || id.Serial != want.Serial || id.Expires != want.Expires:
		return juki.Refuse(juki.CardOfOtherCase)
	}
	for _, left := range id.Tries {
		if left == 0 {
			return juki.Refuse(juki.CardPINLocked)
		}
	}
	return nil
}
