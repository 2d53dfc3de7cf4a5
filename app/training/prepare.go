//go:build training

package training

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// Operator is a sample operator with the password that the guide tells.
type Operator struct {
	ID       juki.OperatorID
	Name     string
	Post     juki.Post
	Password string // of no use anywhere else: training data only
}

// Operators are the sample operators: the first is the システム管理者. The clerk's name has what programs get wrong, because it is
// printed on the day's sheet.
func Operators() []Operator {
	return []Operator{
		{"S001", "見本 管理子", juki.SystemAdministrator, "Kenshu-Kanri-01"},
		{"S002", "見本 責任太", juki.DataProtectionManager, "Kenshu-Sekinin-02"},
		{"S003", "見本 𠮷髙葛\U000E0100子", juki.Operator, "Kenshu-Madoguchi-03"},
	}
}

// The sample lists: of the cards that arrived, and of who comes on the next business day.
const (
	ListName    = "kenshu-arrivals.csv"
	BookingName = "kenshu-yoyaku.csv"
)

// Prepare lays out a new training folder: it enrols the sample operators the way an administrator would, with their cards
// in the readers, and puts the sample lists where lists come in; the reservations are for the first business day after today. A folder that
// has operators is left as it is.
func (b *Bench) Prepare(ctx context.Context, s *session.Service, arrivals string, today juki.Date) error {
	if !s.View().FirstStart {
		return nil
	}
	if err := writeLists(arrivals, juki.StandardHours().NextBusinessDay(today)); err != nil {
		return err
	}
	for i, op := range Operators() {
		if err := b.enrol(ctx, s, op, i == 0); err != nil {
			return fmt.Errorf("enrolling sample operator %s: %w", op.ID, err)
		}
	}
	s.LogOut()
	if err := b.Pull(OperatorReader); err != nil {
		return err
	}
	return waitFor(ctx, func() bool { v := s.View(); return v.State == session.NoOperator && v.Card.ID == "" })
}

// writeLists lays the sample lists out, the arrivals last: the newest stands first on the screen.
func writeLists(folder string, booked juki.Date) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("laying out the training folder: %w", err)
	}
	bookings, err := BookingList(Samples(), booked)
	if err != nil {
		return err
	}
	arrived, err := ArrivalList(Samples())
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		list []byte
	}{{BookingName, bookings}, {ListName, arrived}} {
		if err := os.WriteFile(filepath.Join(folder, f.name), f.list, 0o600); err != nil {
			return fmt.Errorf("laying out the training folder: %w", err)
		}
	}
	return nil
}

// enrol enrols one sample operator: the first in the operator reader, who then logs in; the others in the customer reader.
func (b *Bench) enrol(ctx context.Context, s *session.Service, op Operator, first bool) error {
	request := session.EnrolRequest{ID: op.ID, Name: op.Name, Post: op.Post, Password: []byte(op.Password)}
	reader := CustomerReader
	if first {
		reader = OperatorReader
	}
	if err := b.Insert(reader, string(op.ID)); err != nil {
		return err
	}
	if !first {
		defer func() { _ = b.Pull(reader) }()
		return s.Enrol(ctx, request)
	}
	if err := waitFor(ctx, func() bool { return s.View().CardReady }); err != nil {
		return err
	}
	if err := s.Enrol(ctx, request); err != nil {
		return err
	}
	if err := waitFor(ctx, func() bool { return s.View().Card.ID == op.ID }); err != nil {
		return err
	}
	return s.Login(ctx, []byte(op.Password))
}

// waitFor waits until the session has seen what the bench did.
func waitFor(ctx context.Context, seen func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for !seen() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("the session does not see the card: %w", ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}
