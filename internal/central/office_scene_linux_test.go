package central_test

import (
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"madoguchi/internal/central"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// A ledger is a terminal with its real database.
type ledger struct {
	*stock.Keeper
	t      testing.TB
	db     *store.DB
	client *central.Client
	now    time.Time
	shelf  stock.PlaceID
}

const form = stock.ItemID("form-notice")

// newLedger opens a terminal of the city at nine, with a shelf and a kind of form, and the drawer of the other terminal as a place.
func (c *city) newLedger(name string, shelf stock.PlaceID, other string, drawer stock.PlaceID) *ledger {
	c.t.Helper()
	l := &ledger{t: c.t, now: noon.Add(-3 * time.Hour), shelf: shelf}
	var err error
	l.db, err = store.Open(c.t.TempDir(), store.Options{Now: l.tick, Rand: rand.Reader, Keys: store.FixedKey{7}, Origin: "28225.madoguchi/" + name})
	must(c.t, err)
	c.t.Cleanup(func() { _ = l.db.Close() })
	l.Keeper = &stock.Keeper{Book: l.db.Stock(), Terminal: name, Now: l.tick, Operator: func() (juki.OperatorID, juki.Post) { return "S001", juki.DataProtectionManager }}
	must(c.t, l.OpenDay(c.t.Context(), "", ""))
	must(c.t, l.RegisterPlace(c.t.Context(), stock.Place{ID: shelf, Kind: stock.Shelf}))
	must(c.t, l.RegisterPlace(c.t.Context(), stock.Place{ID: drawer, Kind: stock.Drawer, Terminal: other}))
	must(c.t, l.RegisterItem(c.t.Context(), stock.Item{ID: form, Name: "交付通知書", Tracking: stock.ByQuantity, Unit: "部"}))

	role := fmt.Sprintf("%s-%d", name, shared.number)
	must(c.t, c.owner.AddTerminal(c.t.Context(), role, l.db.VerifierKey()))
	cert, key, err := c.CA.Issue(role)
	must(c.t, err)
	l.client = &central.Client{Log: l.db, Now: l.tick, Settings: central.Settings{
		URL: fmt.Sprintf("postgres://%s@%s/%s", role, c.Address(), c.database), Cert: cert, Key: key, CA: c.CA.File()}}
	return l
}

func (l *ledger) tick() time.Time {
	l.now = l.now.Add(time.Second)
	return l.now
}

// comes brings forms onto the shelf, surrendered brings resident cards there.
func (l *ledger) comes(n int) {
	l.t.Helper()
	_, err := l.Enter(l.t.Context(), stock.Entry{Reason: stock.Arrival, Things: stock.Things{Item: form, Quantity: n}, From: stock.Issuer, To: l.shelf, Document: "N-1", Witness: "S002"})
	must(l.t, err)
}

func (l *ledger) surrendered(serials ...juki.CardSerial) {
	l.t.Helper()
	_, err := l.Enter(l.t.Context(), stock.Entry{Reason: stock.Surrender, Things: stock.Things{Item: stock.ResidentCards, Serials: serials}, To: l.shelf, Witness: "S002"})
	must(l.t, err)
}

// sends puts things on their way to the other terminal's drawer and gives the slip.
func (l *ledger) sends(to stock.PlaceID, things ...stock.Things) stock.Transfer {
	l.t.Helper()
	sent, err := l.Send(l.t.Context(), things, l.shelf, to, "S002")
	must(l.t, err)
	slip, err := stock.ParseSlip(sent.Slip())
	must(l.t, err)
	return slip
}

func (l *ledger) receives(slip stock.Transfer, things ...stock.Things) {
	l.t.Helper()
	_, err := l.Receive(l.t.Context(), slip, things, l.shelf)
	must(l.t, err)
}

// reports states the stock and uploads.
func (l *ledger) reports() {
	l.t.Helper()
	_, err := l.State(l.t.Context(), -1)
	must(l.t, err)
	l.uploads()
}

func (l *ledger) uploads() {
	l.t.Helper()
	l.client.Now = time.Now // its certificate is of today
	_, err := l.client.Upload(l.t.Context())
	must(l.t, err)
}

// lies is what the ledger itself has inside, by item and place.
func (l *ledger) lies() map[string]int64 {
	l.t.Helper()
	balances, err := l.Book.Balances(l.t.Context(), l.now.AddDate(0, 0, 2))
	must(l.t, err)
	sums := map[string]int64{}
	for _, b := range balances {
		if b.At.Place != stock.Transit {
			sums[l.Terminal+" "+string(b.Item)+" "+string(b.At.Place)] += int64(b.Quantity)
		}
	}
	return sums
}

// newOffice is somebody who may ask, with a certificate of the role.
func (c *city) newOffice(role string) *central.Office {
	c.t.Helper()
	must(c.t, c.owner.AddOffice(c.t.Context(), role))
	return c.officeWith(role)
}

// officeWith has the certificate of a role, whether it may ask or not.
func (c *city) officeWith(role string) *central.Office {
	c.t.Helper()
	cert, key, err := c.CA.Issue(role)
	must(c.t, err)
	return &central.Office{Now: time.Now, Settings: central.Settings{URL: fmt.Sprintf("postgres://somebody@%s/%s", c.Address(), c.database),
		Cert: "no-such-file", Key: "no-such-file", CA: c.CA.File(), Office: central.OfficeSettings{Cert: cert, Key: key}}}
}

func theQuestion(search central.OfficeSearch) central.Question {
	return central.Question{By: "S001", Purpose: "audit", Search: search}
}
