package juki

// PINHints is what a guessable PIN could be made of (第23条第1号). Personal: wiped after use, never shown or logged.
type PINHints struct {
	Birth   Date
	Expires Date     // 有効期限 of the card
	Digits  []string // other digits known of the person: application id, notice number, house number
	Kana    string   // for the signature password: the name in rōmaji is refused
}
