package pin_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

const secret = "KAZE83SORA"

func TestAPINCannotBePrinted(t *testing.T) {
	p := pin.New(juki.SignaturePIN, []byte(secret))
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%c", "%U", "%20v"} {
		fmt.Fprintf(&out, verb+"\n", p)
		fmt.Fprintf(&out, verb+"\n", *p)
		fmt.Fprintf(&out, verb+"\n", []*pin.PIN{p})
		fmt.Fprintf(&out, verb+"\n", struct{ P pin.PIN }{*p})
		fmt.Fprintf(&out, verb+"\n", pin.Answer{PIN: p})
	}
	fmt.Fprintln(&out, p, *p, fmt.Errorf("with %v", p))
	slog.New(slog.NewJSONHandler(&out, nil)).Info("typed", "pin", p, "value", *p)
	slog.New(slog.NewTextHandler(&out, nil)).Info("typed", "pin", p)
	text, err := json.Marshal(map[string]any{"pin": p, "value": *p})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	printed := strings.ToUpper(out.String())
	for _, shape := range []string{secret, fmt.Sprintf("%X", secret), strings.Trim(fmt.Sprint([]byte(secret)), "[]"), "75, 65, 90", "0X4B"} {
		if strings.Contains(printed, shape) {
			t.Errorf("a PIN was printed as %s:\n%s", shape, out.String())
		}
	}
	if !strings.Contains(printed, "***") {
		t.Error("nothing was printed at all: the test looks at nothing")
	}
}

func TestAPINIsMovedUsedAndWiped(t *testing.T) {
	typed := []byte("5820")
	p := pin.New(juki.AuthenticationPIN, typed)
	if !bytes.Equal(typed, make([]byte, 4)) {
		t.Errorf("the typed characters stay behind: %v", typed)
	}
	var seen []byte
	if err := p.Use(func(chars []byte) error { seen = chars; return nil }); err != nil || string(seen) != "5820" {
		t.Fatalf("%q %v", seen, err)
	}
	if err := p.Use(func([]byte) error { return errors.ErrUnsupported }); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("the use's error is lost: %v", err)
	}
	other := p.For(juki.FaceEntryPIN)
	p.Wipe()
	p.Wipe()
	if !bytes.Equal(seen, make([]byte, 4)) || p.Len() != 0 {
		t.Errorf("a wiped PIN is still in memory: %v", seen)
	}
	if other.Len() != 4 || other.Kind() != juki.FaceEntryPIN {
		t.Error("the same number for another PIN went with the first")
	}
	(*pin.PIN)(nil).Wipe()
}

func TestTwoEntriesAreCompared(t *testing.T) {
	typed := func(s string) *pin.PIN { return pin.New(juki.AuthenticationPIN, []byte(s)) }
	if !typed("5820").Equal(typed("5820")) || typed("5820").Equal(typed("5821")) || typed("5820").Equal(typed("582")) {
		t.Error("two entries are compared wrongly")
	}
}
