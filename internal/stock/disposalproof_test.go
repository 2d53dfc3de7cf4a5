package stock

import (
	"errors"
	"slices"
	"testing"

	"madoguchi/internal/juki"
)

// What proves the disposal of which item: a card's proof is none of a medium, nor the other way round (第19条第1号, 第22条第1号).
func TestWhatProofIsWholeForWhichItem(t *testing.T) {
	rules := Rules{Methods: []string{"incineration", "dissolution", "shredding"}, MediaMethods: []string{"destruction", "shredding"}}
	card := DisposalProof{Method: "shredding", FaceGone: true, ChipGone: true, Where: "裁断室"}
	form := DisposalProof{Method: "dissolution", FaceGone: true, Where: "裁断室"}
	medium := DisposalProof{Method: "destruction", Initialised: Overwritten, Where: "電算室"}
	cut := medium
	cut.Method = "shredding"
	things := map[string]Things{"card": {Item: MyNumberCards, Serials: []juki.CardSerial{"A"}}, "old card": {Item: ResidentCards, Serials: []juki.CardSerial{"A"}},
		"blank": {Item: ResidentBlanks, Lot: "L", Last: 1}, "form": {Item: "form-notice", Quantity: 1}, "medium": {Item: StorageMedia, Serials: []juki.CardSerial{"A"}}}
	with := func(p DisposalProof, change func(*DisposalProof)) DisposalProof { change(&p); return p }
	for name, c := range map[string]struct {
		proof DisposalProof
		whole string // of which things
	}{
		"face and chip":                      {card, "card old card blank form"},
		"a face alone":                       {form, "form"},
		"a chip alone":                       {with(card, func(p *DisposalProof) { p.FaceGone = false }), ""},
		"initialised, then destroyed":        {medium, "medium"},
		"initialised, then cut":              {cut, "medium"},
		"erased by its own command":          {with(medium, func(p *DisposalProof) { p.Initialised = SecurelyErased }), "medium"},
		"degaussed":                          {with(medium, func(p *DisposalProof) { p.Initialised = Degaussed }), "medium"},
		"broken, destroyed":                  {with(medium, func(p *DisposalProof) { p.Initialised = NotPossible }), "medium"},
		"not initialised":                    {with(medium, func(p *DisposalProof) { p.Initialised = "" }), ""},
		"initialised in a way that is none":  {with(medium, func(p *DisposalProof) { p.Initialised = "formatted" }), ""},
		"initialised and thrown away":        {with(medium, func(p *DisposalProof) { p.Method = "" }), ""},
		"initialised, a card's method":       {with(medium, func(p *DisposalProof) { p.Method = "incineration" }), ""},
		"initialised, nowhere":               {with(medium, func(p *DisposalProof) { p.Where = " " }), ""},
		"initialised, contractor, no paper":  {with(medium, func(p *DisposalProof) { p.Contractor = "見本処理" }), ""},
		"initialised, contractor, his paper": {with(medium, func(p *DisposalProof) { p.Contractor, p.Certificate = "見本処理", "1" }), "medium"},
		"a card that was initialised":        {with(card, func(p *DisposalProof) { p.Initialised = Overwritten }), ""},
		"a form that was initialised":        {with(form, func(p *DisposalProof) { p.Initialised = NotPossible }), ""},
		"a card destroyed as a medium is":    {with(card, func(p *DisposalProof) { p.Method = "destruction" }), ""},
	} {
		for kind, of := range things {
			if got, want := c.proof.whole(of, rules), slices.Contains(wholeOf[c.whole], kind); got != want {
				t.Errorf("%s proves the disposal of a %s: %v", name, kind, got)
			}
		}
	}
}

var wholeOf = map[string][]string{"card old card blank form": {"card", "old card", "blank", "form"}, "form": {"form"}, "medium": {"medium"}}

func TestAMediumHasNoChip(t *testing.T) {
	for item, chipped := range map[ItemID]bool{MyNumberCards: true, ResidentCards: true, "other-card": true, StorageMedia: false} {
		if (Things{Item: item, Serials: []juki.CardSerial{"A"}}).Chipped() != chipped {
			t.Errorf("%s", item)
		}
	}
	if !(Things{Item: ResidentBlanks, Lot: "L"}).Chipped() || (Things{Item: "form", Quantity: 1}).Chipped() {
		t.Error("blanks have a chip, forms have none")
	}
}

// A medium comes in, is moved, breaks, goes missing and is disposed of; it is never handed out, posted, sent back or made ready for an owner.
func TestWhatMayHappenToAMedium(t *testing.T) {
	may := []Reason{Move, Arrival, Spoil, NotFound, Found, Loss, TransferSend, TransferReceive, DisposalDecided, Disposal}
	medium := Item{ID: StorageMedia, Tracking: BySerial}
	for _, a := range Acts() {
		taken := false
		for _, state := range States() {
			for _, place := range append(FixedPlaces(), Issuer, Resident, Disposed, Gone, Elsewhere, "A-01") {
				err := a.Takes(medium, Position{Place: place, State: state}, place == "A-01" || place == Inbox || place == Counter)
				taken = taken || err == nil
			}
		}
		if taken != slices.Contains(may, a.Reason) {
			t.Errorf("%s of a medium: %v", a.Reason, taken)
		}
	}
	use, _ := ActOf(Use)
	if err := use.Takes(medium, Position{Place: "A-01", State: Unused}, true); !errors.Is(err, juki.Refuse(juki.ItemMismatch)) {
		t.Errorf("handed to a resident: %v", err)
	}
}

func TestTheWordsOfAMedium(t *testing.T) {
	if StorageMedia.StateWord(Unused) != "使用・保管中" || ResidentBlanks.StateWord(Unused) != "未使用" || StorageMedia.StateWord(AwaitingDisposal) != "廃棄待ち" {
		t.Error("a medium is 使用・保管中 and nothing else is")
	}
	for _, i := range Initialisations() {
		if i.Japanese() == string(i) {
			t.Errorf("%s has no Japanese word", i)
		}
	}
}
