package session

// Rules are the regulation's numbers for operators. They come from the regulation profile in force on the day;
// DefaultRules are what Asago's articles say, with いなべ市's figures where they give none.
type Rules struct {
	Tries          int // wrong passwords in a row until the lockout, 第16条第5号
	PasswordLength int // least characters, 第16条第6号
	PasswordKinds  int // least kinds out of capitals, small letters, digits, signs
	PasswordScore  int // least zxcvbn score, 0 to 4: "not regular, not guessable", 第16条第2号
	PasswordDays   int // validity in days, 第16条第6号; 0 for no end

	// A place is left for the usage hours (第17条), the dates of a card and the daily lending of cards (第14条第3項・
	// 第7項): each becomes a field here and one more question of Service.admits.
}

// DefaultRules are the rules of 朝来市 第16条: three misses; the lengths and the year of validity are those of いなべ市,
// because the article asks for them without figures. Score 3 is zxcvbn's "safely unguessable".
func DefaultRules() Rules {
	return Rules{Tries: 3, PasswordLength: 8, PasswordKinds: 3, PasswordScore: 3, PasswordDays: 365}
}

// left is how many tries remain after one more miss.
func (r Rules) left(before int) int { return max(0, r.Tries-before-1) }
