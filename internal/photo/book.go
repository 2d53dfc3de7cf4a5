package photo

import (
	"context"
	"time"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Outcome is what came of a case's photo, as it is stored: never the picture.
type Outcome string

// The outcomes.
const (
	NoneYet          Outcome = ""
	PhotoRegistered  Outcome = "registered"
	PhotoNotRequired Outcome = "not-needed"
)

// Status is what is stored of a case's photo.
type Status struct {
	Outcome Outcome
	At      time.Time // of the outcome; zero for none yet
	Held    bool      // a picture is in a program's memory; after a power cut it is not, and the next start says so
}

// Tx is the part of a transaction that works on photos.
type Tx interface {
	// Case reads a case inside the transaction; an unknown number is the Outcome CaseUnknown.
	Case(n juki.CaseNumber) (counter.Case, error)
	// Photo reads what is stored of a case's photo.
	Photo(n juki.CaseNumber) (Status, error)
	// SetPhoto stores it.
	SetPhoto(n juki.CaseNumber, s Status) error
	// Append writes a record.
	Append(r oplog.Record) error
}

// Book is what is stored of photos. package store implements it.
type Book interface {
	// Act runs f in one durable transaction. It refuses to commit when f appended no record.
	Act(ctx context.Context, f func(Tx) error) error
	// Photo reads what is stored of a case's photo.
	Photo(ctx context.Context, n juki.CaseNumber) (Status, error)
	// HeldPhotos lists the cases whose photo was in memory when a program ended without a word.
	HeldPhotos(ctx context.Context) ([]juki.CaseNumber, error)
}
