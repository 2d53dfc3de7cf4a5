package clerk

import (
	"context"
	"errors"
	"image"
	"time"

	"madoguchi/app/kit"
	"madoguchi/i18n"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/photo"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
)

// Deps is what the clerk's window works with. main wires it.
type Deps struct {
	Bridge    *kit.Bridge
	Texts     *i18n.Texts
	Language  string // of the clerk's side: "ja" or "en"
	Now       func() time.Time
	Terminal  Terminal
	Session   *session.Service
	Desk      *counter.Desk
	Stock     stock.Book
	Keeper    *stock.Keeper  // every act on the stock
	Photos    *photo.Counter // one photo at a time
	Papers    Papers
	Sounds    Sounds
	Office    Office
	Central   Central                    // nil: there is none to ask
	Emergency Emergency                  // nil: nothing can be stopped
	Lists     counter.ListHeaders        // how the columns of an arrival list are called
	Bookings  counter.AppointmentHeaders // and those of a list of reservations

	Purposes func() []Purpose // what a person's data may be looked up for, the usual first; nil: nothing but the handover

	ClockBehind bool // the clock stood behind the last record when the program started: the lock screen says so at once
}

// Terminal is what the status bar says of where we are.
type Terminal struct {
	City, Office, Name string
	Training           bool
	Shelves            []stock.PlaceID
	SettingsFile       string
	Cosign             bool // the closing asks for the signature of the operator card
}

// Office is what the clerk's window asks of the program around it: files, paper, the log as a whole.
type Office interface {
	// ArrivalLists names the lists that wait in the arrival folder, newest first.
	ArrivalLists() ([]string, error)
	// ReadArrivalList reads one of them, bounded.
	ReadArrivalList(name string) ([]byte, error)
	Histories
	Anchors
	Retentions
	CaseEnds
	Lists
	Backups
	Uploads
	Captures
	// CloseDay closes a business day under the log's checkpoint, stores its sheets and writes them as PDFs; the papers are the sheets, the
	// terminal's own first.
	CloseDay(ctx context.Context, day juki.Date, witness juki.OperatorID) ([]stock.PaperInfo, error)
	// WriteArchive writes the log as an archive file.
	WriteArchive(ctx context.Context) (path string, records int64, err error)
	// AllowOneScreen lets PINs be typed on this screen; training only.
	AllowOneScreen(ctx context.Context, by session.Confirmation) error
}

// Papers makes, keeps, shows and prints papers (帳票). What is printed is what was stored when the paper was made.
type Papers interface {
	// MakePaper takes the figures, stores them and records it; nothing is printed yet.
	MakePaper(ctx context.Context, r PaperRequest) (stock.PaperInfo, error)
	// PapersOf lists the papers of a time, newest first; kind "" is all.
	PapersOf(ctx context.Context, kind stock.PaperKind, from, to juki.Date) ([]stock.PaperInfo, error)
	// PaperPages draws a stored paper; page n is drawn at a resolution with Image.
	PaperPages(ctx context.Context, id stock.PaperID) (PaperPages, error)
	// PrintPaper prints a stored paper; the second time it is marked 再印刷. Cancelling ctx cancels the job. Every print is recorded, and every failure.
	// Of a personal one the copies are numbered, those beyond the first are registered as spare prints, and without a purpose of the regulation
	// it fails with PurposeMissing.
	PrintPaper(ctx context.Context, id stock.PaperID, copies int, purpose string, progress func(PrintProgress)) error
	// SavePaper writes the PDF into the terminal's folder, to be printed by hand; recorded as handed over, not as printed. The purpose is as for
	// PrintPaper.
	SavePaper(ctx context.Context, id stock.PaperID, purpose string) (path string, err error)
	// RegisterSpares registers copies of a personal paper that were made by hand.
	RegisterSpares(ctx context.Context, id stock.PaperID, copies int) error
	// PrinterReady is nil, or the Outcome that says why nothing can be printed now.
	PrinterReady(ctx context.Context) error
}

// PaperRequest says which paper; only the fields of its kind are used.
type PaperRequest struct {
	Kind      stock.PaperKind
	Day, To   juki.Date // day, or first and last day; of PaperMonth any day of the month
	Group     string    // of places; PaperDaily
	Item      stock.ItemID
	Transfer  stock.TransferNumber
	Receipt   bool
	Incident  stock.IncidentNumber
	Emergency stock.EmergencyNumber
	Places    []stock.PlaceID // labels
}

// PaperPages is a paper as it will be printed.
type PaperPages interface {
	Info() stock.PaperInfo
	Pages() int
	Image(page int, dpi float64) (image.Image, error)
}

// PrintProgress is what a print job does.
type PrintProgress struct {
	Sent    bool
	Trouble juki.Code // what the printer waits for, "" for nothing
}

// Sounds answers a scan: one for a good one, one for a bad one; each also shows as a colour and a word.
type Sounds interface {
	Good()
	Bad()
}

// HistoryLine is one record as an operator reads it.
type HistoryLine struct {
	Seq      int64
	Time     time.Time
	Operator juki.OperatorID
	Case     juki.CaseNumber
	Event    string
	Sentence string // in the clerk's language
}

// Devices is what the bottom line says of the devices.
type Devices struct {
	OperatorReader, CustomerReader juki.Code // "" when ready
	Pad                            juki.Code // "" when the resident's window is on its own monitor
	Upload                         Upload
	Delivery                       Delivery
}

// codeOf names an error for a banner.
func codeOf(err error) juki.Code {
	if err == nil {
		return ""
	}
	var o *juki.Outcome
	if errors.As(err, &o) {
		return o.Code
	}
	return juki.RecordRefused
}
