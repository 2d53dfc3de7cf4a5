package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/hardware"
	"madoguchi/internal/cards"
	"madoguchi/internal/central"
	"madoguchi/internal/counter"
	"madoguchi/internal/oplog"
	"madoguchi/internal/photo"
	"madoguchi/internal/profile"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// version is what the log says of the program that wrote it.
const version = "v0.1.0"

// Main is the running counter. Everything is wired here, once: the training build, the demo and the end-to-end tests
// run the same Main with other devices, another clock, another folder.
type Main struct {
	Dir       string // the terminal's data folder, made 0700
	Now       func() time.Time
	Steady    func() time.Time // measures how long nobody touches anything; nil: the machine's own clock
	Rand      io.Reader
	Keys      store.Keys
	Readers   hardware.Readers
	Screens   hardware.Screens
	Desktop   hardware.Desktop // nil: nobody hears of the desktop's own lock
	Issuer    cards.Issuer     // nil: PINs are set at the 統合端末
	Printer   hardware.Printer // nil: the one of the settings
	Sounds    hardware.Sounds
	Scanner   hardware.Scanner // the counter's own; nil: there is none
	Registrar photo.Registrar  // nil: photos are registered at the 統合端末
	Training  bool
	Edition   Edition

	settings    Settings
	clockBehind bool // at the start: nothing was recorded yet
	roles       *readerRoles
	db          *store.DB
	notes       *notebook
	session     *session.Service
	profile     profile.Profile
	keeper      *stock.Keeper
	photos      *photo.Counter
	emergency   *emergency
	desk        *counter.Desk
	delivery    *deliverer
	uploader    *central.Uploader
	eraser      *eraser
	backups     backups
	lookThrough chan struct{} // holds one wish that the whole database be looked through once more
	fresh       freshKey
	windows     windows
	stop        context.CancelFunc
	running     sync.WaitGroup // what runs until stop
}

// openData opens the terminal's settings and books. It fails with the store's Outcomes (DatabaseLocked, DatabaseCorrupt, DiskFull).
func (m *Main) openData() (err error) {
	if err := os.MkdirAll(m.Dir, 0o700); err != nil {
		return fmt.Errorf("opening the data folder: %w", err)
	}
	if m.settings, err = readSettings(m.Dir); err != nil {
		return err
	}
	if m.profile, err = readProfile(m.Dir, m.settings.Profile); err != nil {
		return err
	}
	m.db, err = store.Open(m.Dir, store.Options{Now: m.Now, Rand: m.Rand, Keys: m.Keys, Origin: m.settings.origin(), Recorded: m.recorded})
	if err == nil {
		m.uploader, m.eraser = m.newUploader(), newEraser()
	}
	return err
}

// recorded lets what must be known elsewhere go to the central server at once, whichever room it was recorded in.
func (m *Main) recorded(events []oplog.EventID) {
	if m.uploader != nil && slices.ContainsFunc(events, central.Urgent) { // there is none yet while the database opens
		m.uploader.Now()
	}
}

// soundWithin bounds the opening of the loudspeaker; the counter works without one.
const soundWithin = 3 * time.Second

// Edition is what one build adds to the counter; the release build adds nothing.
type Edition struct {
	Prepare func(context.Context) error // when the data is open
	Started func(fyne.App)              // when the windows are there
}

// Open opens the terminal's data and starts what runs without windows. It fails as openData does; a clock behind the
// last record is told by the first act that it refuses.
func (m *Main) Open(ctx context.Context) (err error) {
	if err := m.openData(); err != nil {
		m.noteRefusedStart(err)
		return err
	}
	defer func() {
		if err != nil {
			if m.stop != nil {
				m.stop()
				m.running.Wait()
			}
			err = errors.Join(err, m.db.Close())
		}
	}()
	if err = m.begin(ctx); err != nil {
		return err
	}
	m.emergency = newEmergency(m)
	m.roles = &readerRoles{Readers: m.Readers, operator: m.settings.OperatorReader, customer: m.settings.CustomerReader, decided: m.keepRoles}
	m.session, err = session.New(ctx, session.Deps{Book: m.db.Operators(), Readers: m.roles, Now: m.Now, Rand: rand.Reader,
		OperatorReader: m.roles.Operator, CustomerReader: m.roles.Customer,
		Rules: session.DefaultRules(), Steady: m.steady(), Attention: m.attention, AcceptClock: m.acceptClock, RevocationNeedsSecond: m.revocationNeedsSecond,
		Gate: m.emergency.admits})
	if err != nil {
		return err
	}
	m.desk = &counter.Desk{Book: m.db.Counter(), Readers: m.roles, Issuer: m.Issuer, Now: m.Now,
		CustomerReader: m.roles.Customer, Municipality: m.settings.MunicipalityCode,
		Operator: m.atWork, Gate: m.emergency.gate, Relation: m.session.Relation, Purposes: m.purposeIDs}
	m.keeper, m.photos = m.newKeeper(), m.newPhotos()
	if err = m.emergency.Read(ctx); err != nil {
		return err
	}
	if m.Printer == nil {
		if m.Printer, err = openPrinter(m.settings, m.Dir); err != nil {
			return err
		}
	}
	if m.Scanner == nil {
		if m.Scanner, err = openScanner(m.settings); err != nil {
			return err
		}
	}
	ctx, m.stop = context.WithCancel(ctx)
	m.notes = newNotebook(m.db.Record, m.Now)
	m.running.Go(func() { m.notes.run(ctx) })
	m.running.Go(func() { m.session.Run(ctx) })
	m.running.Go(func() { m.watchReaders(ctx) })
	m.running.Go(func() { m.watchPhotos(ctx) })
	m.running.Go(func() { m.emergency.run(ctx) })
	m.running.Go(func() { m.watchUpload(ctx) })
	m.running.Go(func() { m.stateStock(ctx) })
	m.lookThrough = make(chan struct{}, 1)
	m.running.Go(func() { m.watchBackup(ctx) })
	m.running.Go(func() { m.checkWhole(ctx) })
	m.delivery = m.newDeliverer()
	m.running.Go(func() { m.delivery.run(ctx) })
	m.running.Go(func() { m.eraser.run(ctx, m.erase) })
	if m.Edition.Prepare == nil {
		return nil
	}
	return m.Edition.Prepare(ctx)
}

// begin records that the program started, unless the clock is behind the last record: then nothing is recorded until a
// supervisor has accepted the clock.
func (m *Main) begin(ctx context.Context) (err error) {
	if m.clockBehind, err = m.db.ClockBehind(ctx); err != nil || m.clockBehind {
		return err
	}
	return m.beginRecording(ctx)
}

// acceptClock lets work go on with a clock that went back, and makes up for what the start could not record.
func (m *Main) acceptClock(ctx context.Context, confirmed oplog.Record) error {
	if err := m.db.AcceptClock(ctx, confirmed); err != nil {
		return err
	}
	if !m.clockBehind { // it went back while the program ran
		return nil
	}
	m.clockBehind = false
	return m.beginRecording(ctx)
}

// beginRecording records how the database was opened and that the program started, after a run that ended without a word if there
// was one, and registers the shelves of the settings.
func (m *Main) beginRecording(ctx context.Context) error {
	records, err := m.lastRun(ctx)
	if err != nil {
		return err
	}
	opened, err := m.databaseOpened(ctx)
	if err != nil {
		return err
	}
	records = append(records, opened...)
	edition := "release"
	if m.Training {
		edition = "training"
	}
	now := m.Now()
	records = append(records, oplog.Record{Time: now, Event: oplog.ProgramStarted, Values: []oplog.Value{oplog.Version(version), oplog.Edition(edition)}})
	if err := m.db.Record(ctx, records...); err != nil {
		return err
	}
	m.refusalsRecorded()
	if err := photo.Recover(ctx, m.db.Photos(), m.Now()); err != nil {
		return err
	}
	places, err := m.db.Stock().Places(ctx)
	if err != nil {
		return err
	}
	known := map[stock.PlaceID]bool{}
	for _, p := range places {
		known[p] = true
	}
	var fresh []stock.PlaceID
	for _, text := range m.settings.Shelves {
		p, err := stock.ParsePlace(text)
		if err != nil {
			return fmt.Errorf("reading %s: shelf %q: %w", settingsFile, text, err)
		}
		if !known[p] {
			fresh = append(fresh, p)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return stock.RegisterPlaces(ctx, m.db.Stock(), "", now, fresh...)
}

// Close ends everything and records it. The data folder can be opened again afterwards.
func (m *Main) Close() error {
	if m.db == nil {
		return nil
	}
	if m.windows.clerk != nil {
		m.windows.clerk.Close()
	}
	if m.photos != nil {
		m.photos.Close()
	}
	if m.session != nil {
		m.session.LogOut() // nobody stays logged in over the end; the recorder writes it
	}
	if m.stop != nil {
		m.stop()
		m.running.Wait()
	}
	var err error
	if m.notes != nil {
		err = m.notes.flush(context.Background())
	}
	err = errors.Join(err, m.db.Record(context.Background(), oplog.Record{Time: m.Now(), Event: oplog.ProgramStopped}))
	return errors.Join(err, m.db.Close())
}
