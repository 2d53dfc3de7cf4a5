package stock

import "slices"

// PlaceKind is what a place is.
type PlaceKind string

// The kinds a city registers.
const (
	Safe   PlaceKind = "safe"   // 金庫
	Shelf  PlaceKind = "shelf"  // 棚
	Box    PlaceKind = "box"    // 箱・ケース: can be discarded when empty
	Drawer PlaceKind = "drawer" // 端末の引出し
	Branch PlaceKind = "branch" // 支所・出張所: its own staff count it
)

// PlaceKinds lists the kinds a place can be registered as, in the order a screen offers them.
func PlaceKinds() []PlaceKind { return []PlaceKind{Safe, Shelf, Box, Drawer, Branch} }

// Fixed is the kind of the places every terminal has.
const Fixed PlaceKind = "fixed"

// The fixed places. Outside places make the ledger double-entry: what comes from nowhere comes from Issuer.
const (
	Issuer   PlaceID = "issuer"   // 発行元(機構), outside
	Resident PlaceID = "resident" // 交付先, outside
	Disposed PlaceID = "disposed" // 廃棄済, outside
	Gone     PlaceID = "lost"     // 紛失, outside
	// Elsewhere is 他の端末, outside: what other terminals have. Only copies of their movements come from there and go there: whatever they
	// call their places, a copy never touches one of ours.
	Elsewhere PlaceID = "elsewhere"
	Inbox     PlaceID = "inbox"   // 到着・検品待ち
	Counter   PlaceID = "counter" // 窓口手元: taken from its shelf for a handover
	Transit   PlaceID = "transit" // 移送中: sent, not yet received
	Mail      PlaceID = "mail"    // 郵送中
	Missing   PlaceID = "missing" // 所在不明: looked for, an incident is open
)

// Inside tells whether things at a place are the office's own.
func (p PlaceID) Inside() bool {
	return p != Issuer && p != Resident && p != Disposed && p != Gone && p != Elsewhere
}

// Place is a place as it is registered.
type Place struct {
	ID       PlaceID
	Kind     PlaceKind
	Name     string // what people call it: "市民課 金庫上段"; "" shows the id alone
	Group    string // 場所区分: one day's sheet each; "" is the terminal's own
	Terminal string // whose drawer it is, "" for none: another terminal's is counted there
	Capacity int    // how many cards fit, 0 when nobody said
	Seal     string // 封印番号 as read last, "" when there is none
	Closed   bool   // a box that was thrown away
}

// CountedAt tells whether the people at a terminal count this place: not what is on its way, and not what others keep.
func (p Place) CountedAt(terminal string) bool {
	switch {
	case p.Closed || p.Kind == Branch || p.Terminal != "" && p.Terminal != terminal:
		return false
	case p.Kind == Fixed:
		return p.ID == Inbox || p.ID == Counter
	}
	return true
}

// FixedPlaces lists the inside places every terminal has, in the order of the papers.
func FixedPlaces() []PlaceID { return []PlaceID{Inbox, Counter, Transit, Mail, Missing} }

// IsFixed tells whether p is a fixed place, inside or outside.
func (p PlaceID) IsFixed() bool {
	return !p.Inside() || slices.Contains(FixedPlaces(), p)
}
