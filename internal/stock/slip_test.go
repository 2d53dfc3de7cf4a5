package stock_test

import (
	"errors"
	"fmt"
	"math/rand"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// anySends draws what could be sent: serials scattered and in runs, number ranges, plain forms.
func anySends(r *rapid.T, from stock.PlaceID) []stock.Movement {
	var list []stock.Movement
	id := rapid.Int64Range(1, 1<<40).Draw(r, "first movement")
	add := func(m stock.Movement) {
		m.ID, id = id, id+rapid.Int64Range(1, 2).Draw(r, "step")
		m.From = stock.Position{Place: from, State: rapid.SampledFrom([]stock.State{stock.Stored, stock.Notified, stock.Unused, stock.Cancelled}).Draw(r, "state")}
		m.To, m.Reason = stock.Position{Place: stock.Transit, State: stock.BeingSent}, stock.TransferSend
		list = append(list, m)
	}
	for range rapid.IntRange(1, 8).Draw(r, "things") {
		switch rapid.IntRange(0, 3).Draw(r, "kind") {
		case 0:
			add(stock.Movement{Item: "form-a1", Quantity: rapid.IntRange(1, 9_999_999).Draw(r, "quantity")})
		case 1:
			first := rapid.IntRange(0, 1000).Draw(r, "first")
			add(stock.Movement{Item: stock.ResidentBlanks, Lot: rapid.StringMatching(`[0-9A-Z]([0-9A-Z-]{0,8}[0-9A-Za-z])?`).Draw(r, "lot"), First: first, Last: first + rapid.IntRange(0, 500).Draw(r, "more")})
		default:
			start := rapid.IntRange(0, 99_999_000).Draw(r, "serial")
			for n := range rapid.IntRange(1, 12).Draw(r, "run") {
				add(stock.Movement{Item: stock.MyNumberCards, Serial: juki.CardSerial(fmt.Sprintf("AB%08d", start+n))})
			}
		}
	}
	return list
}

func anyTransfer(r *rapid.T) stock.Transfer {
	sent := time.Date(2026, 11, 24, 9, 0, rapid.IntRange(0, 80_000).Draw(r, "second"), 0, juki.Tokyo())
	t := stock.Transfer{Number: "T08-000012", Terminal: rapid.StringMatching(`[a-z0-9-]{1,12}[A-Z端]?`).Draw(r, "terminal"), From: "A-01", To: "B-02-03", For: rapid.SampledFrom([]string{"", "terminal-02", "端末02"}).Draw(r, "for"), Sent: sent, SentBy: "S001"}
	t.Sends = anySends(r, t.From)
	for k := range t.Sends {
		t.Sends[k].Time, t.Sends[k].By, t.Sends[k].Document = sent, t.SentBy, string(t.Number)
	}
	t.StillOpen()
	return t
}

var slipCharacters = regexp.MustCompile(`^[0-9A-Z./%-]+$`)

// What a slip says is what was sent, whatever the scanner's keyboard makes of the letters.
func TestASlipIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := anyTransfer(r)
		slip := want.Slip()
		if !slipCharacters.MatchString(slip) {
			r.Fatalf("%q has characters that keyboards type differently", slip)
		}
		for name, typed := range map[string]string{"as printed": slip, "caps lock": strings.ToLower(slip), "full width": strings.Map(wide, slip), "with the line's end": " " + slip + "\r\n"} {
			got, err := stock.ParseSlip(typed)
			if err != nil {
				r.Fatalf("%s: %v", name, err)
			}
			if !reflect.DeepEqual(got, want) {
				r.Fatalf("%s:\n%+v, want\n%+v", name, got, want)
			}
		}
	})
}

func wide(c rune) rune { return c + 0xFEE0 }

// One character lost, doubled, or another: the line is not taken.
func TestAMisreadSlipIsRefused(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		slip := anyTransfer(r).Slip()
		at := rapid.IntRange(0, len(slip)-1).Draw(r, "at")
		other := string(rapid.SampledFrom([]byte("0123456789ABCXYZ./%-")).Draw(r, "other"))
		for name, text := range map[string]string{"lost": slip[:at] + slip[at+1:], "doubled": slip[:at+1] + slip[at:], "another": slip[:at] + other + slip[at+1:], "cut off": slip[:at]} {
			if text == slip {
				continue
			}
			if _, err := stock.ParseSlip(text); !errors.Is(err, juki.Refuse(juki.SlipBroken)) {
				r.Fatalf("%s at %d: %v", name, at, err)
			}
		}
	})
}

// A box of a hundred cards in no order fits one code, and one of cards in order is a short line.
func TestHowLongASlipIs(t *testing.T) {
	box := func(serial func(n int) int) int {
		tr := stock.Transfer{Number: "T08-000012", Terminal: "terminal-01", From: "AB-01-01", To: "AB-02-02", For: "terminal-02", Sent: time.Date(2026, 11, 24, 9, 0, 0, 0, juki.Tokyo()), SentBy: "S00001"}
		for n := range 100 {
			tr.Sends = append(tr.Sends, stock.Movement{ID: int64(1_000_000 + n), Item: stock.MyNumberCards, Serial: juki.CardSerial(fmt.Sprintf("%015d", serial(n))),
				From: stock.Position{Place: tr.From, State: stock.Renotified}})
		}
		return len(tr.Slip())
	}
	random := rand.New(rand.NewSource(1))
	if n := box(func(int) int { return random.Intn(1e15) }); n > 1900 {
		t.Errorf("%d characters in no order", n)
	}
	if n := box(func(n int) int { return 490000000000000 + n }); n > 200 {
		t.Errorf("%d characters in order", n)
	}
}

func FuzzParseSlip(f *testing.F) {
	f.Add("MADO1S/TERMINAL-01/T08-000001/A-01/B-01/TERMINAL-02/20261124090000/S001/S.MYNUMBER-CARD.STORED.7.4900000000001-2/00000000")
	f.Add("MADO1S/%41/T08-000001/A-01/B-01/-/20261124090000/S001/R.X.UNUSED.1.LOT-1.1.9/Q.FORM.UNUSED.2.5/")
	f.Fuzz(func(t *testing.T, text string) {
		// The checksum keeps a fuzzer out: it is made right for every text.
		for _, line := range []string{text, stock.Summed(text)} {
			got, err := stock.ParseSlip(line)
			if err != nil {
				if !errors.Is(err, juki.Refuse(juki.SlipBroken)) {
					t.Fatalf("%v", err)
				}
				continue
			}
			if again, err := stock.ParseSlip(got.Slip()); err != nil || !reflect.DeepEqual(again, got) || got.Slip() != juki.Label(line) {
				t.Fatalf("%q reads as another slip: %v", line, err)
			}
			if len(got.Sends) == 0 || slices.ContainsFunc(got.Sends, func(m stock.Movement) bool { return m.Number() < 1 || m.ID < 1 }) {
				t.Fatalf("%q moves nothing", line)
			}
		}
	})
}

func FuzzParseReceipt(f *testing.F) {
	f.Add("MADO1R/TERMINAL-01/T08-000001/TERMINAL-02/20261124090000/S001/P.B-01/S.MYNUMBER-CARD.STORED.7.4900000000001-2/")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := stock.ParseReceipt(stock.Summed(text))
		if err != nil && !errors.Is(err, juki.Refuse(juki.SlipBroken)) {
			t.Fatalf("%v", err)
		}
		if err == nil && got.Receipt() != stock.Summed(text) {
			t.Fatalf("%q reads as another receipt", text)
		}
	})
}

// A line with a right checksum is still no slip when it says nothing, or says it in another way than a slip does.
func TestALineThatIsNoSlip(t *testing.T) {
	const head = "MADO1S/TERMINAL-01/T08-000001/A-01/B-01/TERMINAL-02/20261124090000/S001/"
	good := stock.Summed(head + "S.MYNUMBER-CARD.STORED.7.4900000000001-1/")
	if _, err := stock.ParseSlip(good); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"nothing sent":           stock.Summed(head),
		"a run written out":      stock.Summed(head + "S.MYNUMBER-CARD.STORED.7.4900000000001.4900000000002/"),
		"a number with zeros":    stock.Summed(head + "S.MYNUMBER-CARD.STORED.007.4900000000001/"),
		"a run too long":         stock.Summed(head + "S.MYNUMBER-CARD.STORED.7.4900000000001-99999/"),
		"beyond the last serial": stock.Summed(head + "S.MYNUMBER-CARD.STORED.7.99999998-5/"),
		"no state":               stock.Summed(head + "S.MYNUMBER-CARD.ASLEEP.7.4900000000001/"),
		"a range backwards":      stock.Summed(head + "R.RESIDENT-CARD-BLANK.UNUSED.7.L.9.3/"),
		"fewer than no forms":    stock.Summed(head + "Q.FORM.UNUSED.7.-3/"),
		"no place":               stock.Summed(strings.Replace(head, "A-01", "TRANSIT", 1) + "Q.FORM.UNUSED.7.3/"),
		"a receipt":              stock.Summed(strings.Replace(head, "1S", "1R", 1) + "Q.FORM.UNUSED.7.3/"),
		"very long":              strings.Repeat("A", 1<<20),
		"another checksum":       good[:len(good)-1] + map[bool]string{true: "1", false: "0"}[good[len(good)-1] == '0'],
	} {
		if _, err := stock.ParseSlip(text); !errors.Is(err, juki.Refuse(juki.SlipBroken)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
