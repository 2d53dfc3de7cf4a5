package stock

import (
	"cmp"
	"slices"
	"time"

	"madoguchi/internal/juki"
)

// ConflictKind is what does not fit between the terminals and the server, or between two terminals.
type ConflictKind string

// The kinds, the gravest first.
const (
	ForkRefused     ConflictKind = "fork"        // the server has another past of the log than the terminal
	RolledBack      ConflictKind = "ahead"       // the terminal has fewer records than it uploaded
	EndsDisagree    ConflictKind = "disagree"    // more was received than was sent
	OnlyReceived    ConflictKind = "only-there"  // received, and the sender's record has not come
	OnlySent        ConflictKind = "only-here"   // ended at the sender, and the receiver's record has not come
	TransferLate    ConflictKind = "late"        // on its way for days
	UploadRefused   ConflictKind = "refused"     // the terminal calls, and cannot upload
	TerminalSilent  ConflictKind = "silent"      // nothing was heard of it for business days
	ClockSkewed     ConflictKind = "clock"       // its clock is not the server's
	NothingStated   ConflictKind = "nothing"     // it uploads, and never stated its stock
	RevokedHolds    ConflictKind = "revoked"     // a revoked terminal stated to have things
	ReceiptNotRead  ConflictKind = "receipt"     // all was received, the sender has not read the receipt
	InTransitDiffer ConflictKind = "transit-odd" // the sums say that less than nothing is on its way
)

// OfficeConflict is one of them.
type OfficeConflict struct {
	Kind     ConflictKind
	Terminal string         // of the log, or the sender
	Other    string         // the receiver, "" for none
	Number   TransferNumber // of a transfer, "" for none
	Item     ItemID         // "" for none
	N        int            // how many things, records behind, minutes of the clock, or business days
	Since    time.Time      // zero: unknown
}

// Limits say from when on something is one.
type OfficeLimits struct {
	SilentDays int           // business days without a call
	LateDays   int           // business days on the way
	Skew       time.Duration // of the clock
}

// StandardOfficeLimits are those of a counter that uploads several times a day.
func StandardOfficeLimits() OfficeLimits {
	return OfficeLimits{SilentDays: 1, LateDays: 3, Skew: 2 * time.Minute}
}

// Conflicts judges a state on a day of now. On closed days nobody is silent and nothing gets late: hours says which they are.
func (s OfficeState) Conflicts(now time.Time, hours juki.Hours, limits OfficeLimits) []OfficeConflict {
	j := judging{now, hours, limits, nil}
	for _, t := range s.Terminals {
		if t.Revoked {
			j.revoked(s, t)
		} else {
			j.terminal(t)
		}
	}
	for _, t := range s.Transfers {
		j.transfer(t)
	}
	for _, sum := range s.Sums() {
		if sum.Transit < 0 && !slices.ContainsFunc(j.found, func(c OfficeConflict) bool { return c.Kind == OnlyReceived || c.Kind == EndsDisagree }) {
			j.add(OfficeConflict{Kind: InTransitDiffer, Item: sum.Item, N: sum.Transit})
		}
	}
	order := []ConflictKind{ForkRefused, RolledBack, EndsDisagree, OnlyReceived, OnlySent, TransferLate, UploadRefused, TerminalSilent, ClockSkewed, NothingStated, RevokedHolds, InTransitDiffer, ReceiptNotRead}
	slices.SortStableFunc(j.found, func(a, b OfficeConflict) int {
		return cmp.Or(cmp.Compare(rank(a.Kind, order), rank(b.Kind, order)), a.Since.Compare(b.Since))
	})
	return j.found
}

type judging struct {
	now    time.Time
	hours  juki.Hours
	limits OfficeLimits
	found  []OfficeConflict
}

func (j *judging) add(c OfficeConflict) { j.found = append(j.found, c) }

func (j *judging) terminal(t OfficeTerminal) {
	switch t.Trouble {
	case "", juki.CentralUnreachable:
	case juki.CentralFork:
		j.add(OfficeConflict{Kind: ForkRefused, Terminal: t.Terminal, N: int(t.Stored), Since: t.Received})
	case juki.CentralAhead:
		j.add(OfficeConflict{Kind: RolledBack, Terminal: t.Terminal, N: int(t.Stored - t.Has), Since: t.Received})
	default:
		j.add(OfficeConflict{Kind: UploadRefused, Terminal: t.Terminal, N: int(max(t.Has-t.Stored, 0)), Since: t.Received})
	}
	if days := j.businessDays(t.Heard); days > j.limits.SilentDays || t.Heard.IsZero() {
		j.add(OfficeConflict{Kind: TerminalSilent, Terminal: t.Terminal, N: days, Since: t.Heard})
	}
	if t.Skew.Abs() >= j.limits.Skew {
		j.add(OfficeConflict{Kind: ClockSkewed, Terminal: t.Terminal, N: int(t.Skew.Round(time.Minute) / time.Minute), Since: t.Heard})
	}
	if t.Stated.IsZero() && t.Stored > 0 {
		j.add(OfficeConflict{Kind: NothingStated, Terminal: t.Terminal, Since: t.Received})
	}
}

func (j *judging) revoked(s OfficeState, t OfficeTerminal) {
	n := 0
	for _, l := range s.LinesOf(t.Terminal) {
		n += l.Book
	}
	if n != 0 {
		j.add(OfficeConflict{Kind: RevokedHolds, Terminal: t.Terminal, N: n, Since: t.Stated})
	}
}

func (j *judging) transfer(t OfficeTransfer) {
	c := OfficeConflict{Terminal: t.Sender, Other: cmp.Or(t.Receiver, t.For), Number: t.Number, Item: t.Item, N: t.Open(), Since: cmp.Or(t.SentAt, t.At, t.Ended)}
	switch {
	case t.SentAt.IsZero() && t.Received+t.Back > 0:
		c.Kind, c.N, c.Since = OnlyReceived, t.Received+t.Back, t.At
	case t.Open() < 0:
		c.Kind, c.N = EndsDisagree, -t.Open()
	case !t.Ended.IsZero() && !t.Short && t.Open() > 0:
		c.Kind, c.Since = OnlySent, t.Ended
	case t.Open() > 0 && j.businessDays(t.SentAt) > j.limits.LateDays:
		c.Kind = TransferLate
	case t.Open() == 0 && t.Ended.IsZero() && j.businessDays(t.At) > j.limits.LateDays:
		c.Kind, c.N, c.Since = ReceiptNotRead, t.Received, t.At
	default:
		return
	}
	j.add(c)
}

// businessDays is how many business days began after the day of a moment, up to today.
func (j *judging) businessDays(since time.Time) (n int) {
	today, d := juki.DateOf(j.now), juki.DateOf(since)
	if since.IsZero() {
		return 0
	}
	for d = j.hours.NextBusinessDay(d); !today.Before(d) && n < 1000; d = j.hours.NextBusinessDay(d) {
		n++
	}
	return n
}
