package clerk

import (
	"context"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// Central is what the clerk's window asks the central server about all terminals. Every question is recorded here before it is asked, and noted
// there before it is answered; one that got no answer is recorded too.
type Central interface {
	// Ready is nil, or the Outcome CentralNotSet where this terminal has no certificate to ask with.
	Ready() error
	// SearchOffice gives a page of the records of all terminals, newest first. It fails with the Outcomes NotLoggedIn, PostMissing, RecordRefused and
	// those of the way to the server.
	SearchOffice(ctx context.Context, r OfficeRequest) (OfficePage, error)
	// AskOffice asks how the office stands: for its stock, its terminals, its conflicts. Where the server does not answer, the last answer comes,
	// and why. It fails with NotLoggedIn, PostMissing, CountingBlind and when the question could not be recorded.
	AskOffice(ctx context.Context, q OfficeQuestion) (OfficeAnswer, error)
	// LastOffice is the last answer; its At is zero when there never was one. It fails as AskOffice does.
	LastOffice(ctx context.Context, q OfficeQuestion) (OfficeAnswer, error)
}

// OfficeQuestion is what is asked, as the record says it.
type OfficeQuestion string

// The questions beside the search.
const (
	AskStock     OfficeQuestion = "stock"
	AskTerminals OfficeQuestion = "terminals"
	AskConflicts OfficeQuestion = "conflicts"
)

// MayAsk tells whether somebody in a post may ask: about the log and the terminals who oversees the log, about the stock every supervisor too.
func (q OfficeQuestion) MayAsk(p juki.Post) bool {
	return oplog.MayOversee(p) || q == AskStock && p == juki.Assistant
}

// OfficeAnswer is how the whole office stands, now or when it was last known.
type OfficeAnswer struct {
	State     stock.OfficeState
	Conflicts []stock.OfficeConflict
	Live      bool      // it is of just now
	Code      juki.Code // why it is not; "" when nobody asked yet
}

// Known tells whether there is an answer at all.
func (a OfficeAnswer) Known() bool { return !a.State.At.IsZero() }

// OfficeRequest is one look into the logs of all terminals.
type OfficeRequest struct {
	Terminal string // "" for all
	Search   oplog.Search
	Purpose  string // one of oplog.LookPurposes
	After    OfficeSpot
	Language string
}

// OfficeSpot is a place in what all terminals recorded.
type OfficeSpot struct {
	Time time.Time
	Log  int32
	Seq  int64
}

// OfficeRecord is a record of some terminal. Its sentence is "" when it was written by a newer program.
type OfficeRecord struct {
	Terminal string
	HistoryLine
}

// OfficePage is what is shown at once.
type OfficePage struct {
	Records []OfficeRecord
	Next    OfficeSpot
	More    bool
}
