package main

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// spoil changes an account of a terminal, as misses and revocations did before the backup.
func spoil(t *testing.T, m *Main, id juki.OperatorID, change func(*session.Account)) {
	t.Helper()
	must(t, m.db.Operators().Act(t.Context(), func(tx session.Tx) error {
		a, _, err := tx.Operator(id)
		if err != nil {
			return err
		}
		change(&a)
		if err := tx.UpdateOperator(a); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: m.Now(), Event: oplog.ServiceLost})
	}))
}

// Records are missing. Somebody may be named for it only who is there and types the own password; else nothing is brought back, and no word of
// what was typed is said.
func TestOnlyWhoTypesTheOwnPasswordTakesMissingRecordsOn(t *testing.T) {
	m, _, _, _ := backedUp(t)
	enrolForTest(t, m, "S103", juki.DataProtectionManager)
	enrolForTest(t, m, "S204", juki.SystemAdministrator)
	enrolForTest(t, m, "S305", juki.SystemAdministrator)
	enrolForTest(t, m, "S406", juki.SystemAdministrator)
	spoil(t, m, "S204", func(a *session.Account) { a.LockedOut = true })
	spoil(t, m, "S305", func(a *session.Account) { a.Failed = session.DefaultRules().Tries - 1 })
	spoil(t, m, "S406", func(a *session.Account) { a.Revoked = true })
	b, err := m.backUp(t.Context(), "S001")
	must(t, err)
	m.note(t, 4)
	late := recordsOf(t, m).Text
	const wrong = "Kanzen-ni-Chigau9"
	for name, c := range map[string]struct {
		by    juki.OperatorID
		typed string
		want  error
		asked bool
	}{
		"right":                        {"S001", testPassword + "\n", nil, true},
		"right, another post":          {"S103", testPassword, nil, true},
		"wrong":                        {"S001", wrong + "\n", juki.Refuse(juki.PasswordWrong), true},
		"wrong, and no second try":     {"S001", wrong + "\n" + testPassword + "\n", juki.Refuse(juki.PasswordWrong), true},
		"with a blank":                 {"S001", testPassword + " \n", juki.Refuse(juki.PasswordWrong), true},
		"nothing":                      {"S001", "", juki.Refuse(juki.PasswordWrong), true},
		"without end":                  {"S001", strings.Repeat("a", 1<<20), errTypedLine, true},
		"the last miss of three":       {"S305", wrong, juki.Refuse(juki.OperatorLockedOut), true},
		"right after two misses":       {"S305", testPassword, nil, true},
		"locked out, with the right":   {"S204", testPassword, juki.Refuse(juki.OperatorLockedOut), false},
		"revoked, with the right":      {"S406", testPassword, errWhoAccepts, false},
		"a clerk, with the right":      {"S002", testPassword, errWhoAccepts, false},
		"nobody, with a right of some": {"S999", testPassword, errWhoAccepts, false},
	} {
		t.Run(name, func(t *testing.T) {
			r, out := restoreFor(t, b.Path, c.typed, late)
			r.keysOf, r.accepted = m.Dir, c.by
			err := r.restore(t.Context())
			if !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Fatalf("%v, want %v\n%s", err, c.want, out)
			}
			if asked := strings.Contains(out.String(), "引き受ける "+string(c.by)+" のパスワード"); asked != c.asked {
				t.Errorf("asked %v\n%s", asked, out)
			}
			said := out.String()
			if err != nil {
				said += err.Error()
				if names, _ := os.ReadDir(r.dir); len(names) != 0 {
					t.Errorf("left in the folder: %v", names)
				}
			}
			if strings.Contains(said, testPassword) || strings.Contains(said, wrong) {
				t.Error("the password is printed")
			}
		})
	}
}

// The recovery key and the password come one after the other through the same pipe: the first is read to its end and not further.
func TestALineIsReadAndNoMore(t *testing.T) {
	in := strings.NewReader("one\r\ntwo\nthree")
	for _, want := range []string{"one", "two", "three", ""} {
		if line, err := readLine(in); err != nil || string(line) != want {
			t.Errorf("%q %v, want %q", line, err, want)
		}
	}
	broken := io.MultiReader(strings.NewReader("half"), failingReader{})
	if line, err := readLine(broken); !errors.Is(err, os.ErrDeadlineExceeded) || line != nil {
		t.Errorf("%q %v", line, err)
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, os.ErrDeadlineExceeded }
