package stock

import (
	"cmp"
	"slices"
	"time"

	"madoguchi/internal/juki"
)

// OfficeState is the stock of the whole office (庁内の在庫): what the ledgers of all terminals stated last, as the central server has it.
type OfficeState struct {
	At        time.Time // of the answer, by the server's clock
	Terminals []OfficeTerminal
	Lines     []OfficeLine
	Transfers []OfficeTransfer
}

// OfficeTerminal is how a terminal stands.
type OfficeTerminal struct {
	Terminal string
	Revoked  bool
	Stored   int64         // records on the server
	Has      int64         // records it had when it last called, 0 when nobody knows
	Received time.Time     // of its last upload, zero for none
	Heard    time.Time     // of its last call or upload, zero for none
	Trouble  juki.Code     // why its last upload failed, "" when it did not
	Skew     time.Duration // its clock minus the server's
	Stated   time.Time     // of its last statement; zero: it never stated anything
	Day      juki.Date     // of the statement
	Closed   bool          // it was stated with the closing of the day
}

// OfficeLine is how much of an item a terminal has at a place. At Transit it may be below zero: see StatedLine.
type OfficeLine struct {
	Terminal  string
	Item      ItemID
	Place     PlaceID
	Book      int
	Counted   int
	CountedOK bool
}

// OfficeTransfer is a transfer that is not settled at both ends.
type OfficeTransfer struct {
	Sender   string
	Number   TransferNumber // the sender's
	Item     ItemID         // "" for several
	From, To PlaceID
	For      string // the terminal it was sent to, "" when the sender's record names none
	Sent     int
	SentAt   time.Time // zero: the sender's record has not come
	Received int       // by others
	Receiver string    // who they are
	At       time.Time // of the last receipt, zero for none
	Back     int       // what came back to the sender
	Ended    time.Time // by the sender, zero: not yet
	Short    bool      // the sender says that some never came
}

// Open is how many are on their way, by what is known of both ends.
func (t OfficeTransfer) Open() int { return t.Sent - t.Received - t.Back }

// Confirmed tells whether a terminal's figures are those of a closing on a day or after it. Else what it has may be something else by now (未確認).
func (t OfficeTerminal) Confirmed(day juki.Date) bool {
	return t.Closed && !t.Day.Before(day) && t.Trouble == ""
}

// Counts tells whether the terminal's figures are in the sums: one that was revoked is out, because another may keep its ledger on.
func (s OfficeState) Counts(terminal string) bool {
	return !slices.ContainsFunc(s.Terminals, func(t OfficeTerminal) bool { return t.Terminal == terminal && t.Revoked })
}

// OfficeSum is one item over the whole office.
type OfficeSum struct {
	Item     ItemID
	Drawers  int // at the places of all terminals
	Transit  int // 移送中: on its way between them, each thing once
	Mail     int // 郵送中
	Missing  int // 所在不明
	Terminal map[string]int
}

// All is everything the office has of it.
func (s OfficeSum) All() int { return s.Drawers + s.Transit + s.Mail + s.Missing }

// Sums adds the lines up over all terminals that count, item by item.
func (s OfficeState) Sums() []OfficeSum {
	at := map[ItemID]int{}
	var list []OfficeSum
	for _, l := range s.Lines {
		if !s.Counts(l.Terminal) {
			continue
		}
		k, known := at[l.Item]
		if !known {
			k, at[l.Item] = len(list), len(list)
			list = append(list, OfficeSum{Item: l.Item, Terminal: map[string]int{}})
		}
		switch l.Place {
		case Transit:
			list[k].Transit += l.Book
		case Mail:
			list[k].Mail += l.Book
		case Missing:
			list[k].Missing += l.Book
		default:
			list[k].Drawers += l.Book
			list[k].Terminal[l.Terminal] += l.Book
		}
	}
	slices.SortFunc(list, func(a, b OfficeSum) int { return compareItems(a.Item, b.Item) })
	return list
}

// LinesOf gives the lines of a terminal in the order of the papers, without what is in transit: that is no terminal's alone.
func (s OfficeState) LinesOf(terminal string) []OfficeLine {
	lines := slices.DeleteFunc(slices.Clone(s.Lines), func(l OfficeLine) bool { return l.Terminal != terminal || l.Place == Transit })
	slices.SortStableFunc(lines, func(a, b OfficeLine) int {
		return cmp.Or(compareItems(a.Item, b.Item), cmp.Compare(slices.Index(FixedPlaces(), a.Place), slices.Index(FixedPlaces(), b.Place)), cmp.Compare(a.Place, b.Place))
	})
	return lines
}
