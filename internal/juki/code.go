package juki

// Code is the outcome of an act that was not simply done: an expected trouble or a refusal by rule.
// Each code has, in every language, what happened and what to do, for the clerk and (where it
// shows there) for the resident: i18n keys "code.<Code>.what" and "code.<Code>.do", and
// "code.<Code>.resident". docs/エラー一覧.md is generated from Codes().
type Code string

// Outcome is a Code as an error: expected or refused, with the article that refuses.
type Outcome struct {
	Code    Code
	Article string // "第22条第1号", or "" when no rule is behind it
	Err     error  // the cause underneath, or nil
}

// Error names the code, never a person.
func (o *Outcome) Error() string {
	s := string(o.Code)
	if o.Err != nil {
		s += ": " + o.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (o *Outcome) Unwrap() error { return o.Err }

// Is lets errors.Is compare by code.
func (o *Outcome) Is(target error) bool {
	t, ok := target.(*Outcome)
	return ok && t.Code == o.Code
}

// Refuse makes the Outcome of a code.
func Refuse(c Code) *Outcome { return &Outcome{Code: c, Article: articleOf(c)} }
