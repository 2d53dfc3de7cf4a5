package printer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/OpenPrinting/goipp"

	"madoguchi/hardware"
)

// What answers at a printer's address may be anything. Every call ends in a fault within its deadline.

func at(t *testing.T, uri string, call time.Duration) *Printer {
	t.Helper()
	p, err := New(Settings{URI: uri, User: "counter", Call: call, Send: call, Poll: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var document = hardware.PrintDocument{Name: "見本", PDF: []byte("%PDF-1.3 sample")}

// says is a printer that always answers the same.
func says(t *testing.T, answer func(http.ResponseWriter, *http.Request)) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		answer(w, r)
	}))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s.URL
}

func fill(w http.ResponseWriter, r *http.Request, pace time.Duration, piece []byte, n int) {
	for range n {
		if _, err := w.Write(piece); err != nil || r.Context().Err() != nil {
			return
		}
		_ = http.NewResponseController(w).Flush()
		time.Sleep(pace)
	}
}

// nested is collections in collections, as deep as an answer is long: goipp follows them with the stack.
func nested(n int) []byte {
	b := []byte{1, 1, 0, 0, 0, 0, 0, 1, byte(goipp.TagOperationGroup), byte(goipp.TagBeginCollection), 0, 1, 'x', 0, 0}
	for len(b) < n {
		b = append(b, byte(goipp.TagBeginCollection), 0, 0, 0, 0)
	}
	return b[:n]
}

func TestWhateverAnswersBecomesAFault(t *testing.T) {
	answered := func(b []byte) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(b) }
	}
	for name, c := range map[string]struct {
		answer    func(http.ResponseWriter, *http.Request)
		fault     hardware.Fault
		uncertain bool // a document may have been taken
	}{
		"nothing":     {answered(nil), hardware.PrinterFailed, true},
		"a web page":  {answered([]byte("<html>Welcome</html>")), hardware.PrinterFailed, true},
		"half":        {answered([]byte{1, 1, 0, 0, 0, 0, 0, 1, 1, 0x47, 0, 18}), hardware.PrinterFailed, true},
		"nested":      {answered(nested(maxAnswer)), hardware.PrinterFailed, true},
		"too deep":    {answered(nested(4 << 20)), hardware.PrinterFailed, true},
		"empty IPP":   {answered([]byte{1, 1, 0, 0, 0, 0, 0, 1, 3}), hardware.PrinterFailed, true},
		"200 MB":      {func(w http.ResponseWriter, r *http.Request) { fill(w, r, 0, make([]byte, 1<<20), 200) }, hardware.PrinterFailed, true},
		"a slow drip": {func(w http.ResponseWriter, r *http.Request) { fill(w, r, 10*time.Millisecond, []byte{1}, 1<<20) }, hardware.PrinterGone, true},
		"silence":     {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, hardware.PrinterGone, true},
		"hanging up":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, hardware.PrinterGone, true},
		"HTTP 500":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, hardware.PrinterFailed, true},
		"HTTP 401":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }, hardware.PrinterRefuses, false},
		"HTTP 404":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }, hardware.PrinterGone, false},
		"HTTP 503":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, hardware.PrinterBusy, false},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://192.0.2.1/", http.StatusTemporaryRedirect)
		},
			hardware.PrinterFailed, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := at(t, says(t, c.answer), 500*time.Millisecond)
			if err := p.Preflight(t.Context()); !errors.Is(err, c.fault) {
				t.Errorf("preflight: %v, want %v", err, c.fault)
			}
			_, err := p.Submit(t.Context(), document)
			if !errors.Is(err, c.fault) || errors.Is(err, hardware.PrintUncertain) != c.uncertain {
				t.Errorf("submit: %v, want %v, uncertain %v", err, c.fault, c.uncertain)
			}
			if err := p.Cancel(t.Context(), hardware.PrintJob{ID: 1}); !errors.Is(err, c.fault) && name != "empty IPP" {
				t.Errorf("cancel: %v, want %v", err, c.fault)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			for s := range p.Watch(ctx, hardware.PrintJob{ID: 1}) {
				if s.Trouble != c.fault || s.State.Over() {
					t.Errorf("watch: %+v, want %v", s, c.fault)
				}
				cancel()
			}
		})
	}
}

func TestAnEndlessAnswerIsNotListenedTo(t *testing.T) {
	sent := make(chan int, 1)
	uri := says(t, func(w http.ResponseWriter, _ *http.Request) {
		n := 0
		for piece := make([]byte, 1<<20); n < 200<<20; n += len(piece) {
			if _, err := w.Write(piece); err != nil {
				break
			}
		}
		sent <- n
	})
	if err := at(t, uri, 20*time.Second).Preflight(t.Context()); !errors.Is(err, hardware.PrinterFailed) {
		t.Error(err)
	}
	if n := <-sent; n > 50<<20 { // what sockets hold on the way is not ours to bound
		t.Errorf("%d MB were taken", n>>20)
	}
}

// A printer that dies while the document goes through the wire.
func TestAnAnswerLostOnTheWayLeavesDoubt(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.ReadFull(c, make([]byte, 2000))
			_ = c.Close()
		}
	}()
	d := hardware.PrintDocument{Name: "x", PDF: append([]byte("%PDF-"), make([]byte, 8<<20)...)}
	_, err = at(t, "http://"+l.Addr().String(), 5*time.Second).Submit(t.Context(), d)
	if !errors.Is(err, hardware.PrinterGone) || !errors.Is(err, hardware.PrintUncertain) {
		t.Error(err)
	}
}

func TestADocumentIsSentOnceWithOurWordsAndNoPerson(t *testing.T) {
	var bodies [][]byte
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		bodies = append(bodies, b)
		panic(http.ErrAbortHandler)
	}))
	defer s.Close()
	d := hardware.PrintDocument{Name: strings.Repeat("表", 200), PDF: document.PDF, Copies: 2}
	_, _ = at(t, s.URL+"/ipp/print", time.Second).Submit(t.Context(), d)
	if len(bodies) != 1 {
		t.Fatalf("sent %d times", len(bodies))
	}
	var m goipp.Message
	r := bytes.NewReader(bodies[0])
	if err := m.Decode(r); err != nil {
		t.Fatal(err)
	}
	if rest, _ := io.ReadAll(r); !bytes.Equal(rest, d.PDF) {
		t.Errorf("the document came as %q", rest)
	}
	name := texts(m.Operation, "job-name")[0]
	if len(name) > 255 || !strings.HasPrefix(d.Name, name) || len(name) < 250 {
		t.Errorf("the name has %d bytes", len(name))
	}
	if got := texts(m.Operation, "requesting-user-name"); len(got) != 1 || got[0] != "counter" {
		t.Errorf("the user is %q", got)
	}
	if n, _ := number(m.Job, "copies"); n != 2 {
		t.Errorf("%d copies", n)
	}
}

func TestOnlyTheRegisteredCertificateIsBelieved(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		m := goipp.NewResponse(goipp.DefaultVersion, goipp.StatusOk, 1)
		m.Printer.Add(goipp.MakeAttr("printer-state", goipp.TagEnum, goipp.Integer(3)))
		m.Printer.Add(goipp.MakeAttr("document-format-supported", goipp.TagMimeType, goipp.String(pdf)))
		b, _ := m.EncodeBytes()
		_, _ = w.Write(b)
	}))
	defer s.Close()
	sum := sha256.Sum256(s.Certificate().Raw)
	right := hex.EncodeToString(sum[:])
	for pin, want := range map[string]error{right: nil, "": hardware.PrinterGone, strings.Repeat("00", 32): hardware.PrinterGone} {
		p, err := New(Settings{URI: strings.Replace(s.URL, "https", "ipps", 1), Pin: pin, User: "counter"})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Preflight(t.Context()); !errors.Is(err, want) {
			t.Errorf("pin %q: %v, want %v", pin, err, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for raw, want := range map[string][2]string{
		"ipp://printer/ipp/print":          {"http://printer:631/ipp/print", "ipp://printer:631/ipp/print"},
		"ipps://printer/ipp/print":         {"https://printer:631/ipp/print", "ipps://printer:631/ipp/print"},
		"http://printer:8080/printers/a":   {"http://printer:8080/printers/a", "ipp://printer:8080/printers/a"},
		"https://192.0.2.7":                {"https://192.0.2.7:443/", "ipps://192.0.2.7:443/"},
		"ipp://[2001:db8::1]/ipp/print":    {"http://[2001:db8::1]:631/ipp/print", "ipp://[2001:db8::1]:631/ipp/print"},
		"":                                 {},
		"printer":                          {},
		"file:///etc/passwd":               {},
		"usb://HP/LaserJet":                {},
		"ipp://admin:secret@printer/print": {},
		"ipp:///ipp/print":                 {},
		"http://printer/%zz":               {},
	} {
		url, uri, err := addresses(raw)
		if url != want[0] || uri != want[1] || (err == nil) != (want[0] != "") {
			t.Errorf("%s: %s, %s, %v", raw, url, uri, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("a password in an error: %v", err)
		}
	}
}

// Foreign bytes never end the program, whatever they claim to be.
func FuzzAnswer(f *testing.F) {
	m := goipp.NewResponse(goipp.DefaultVersion, goipp.StatusOk, 1)
	for _, as := range []*goipp.Attributes{&m.Printer, &m.Job, &m.Unsupported} {
		as.Add(goipp.MakeAttr("printer-state", goipp.TagEnum, goipp.Integer(5)))
		as.Add(goipp.MakeAttr("job-state", goipp.TagEnum, goipp.Integer(5)))
		as.Add(goipp.MakeAttr("printer-state-reasons", goipp.TagKeyword, goipp.String("media-empty-error"), goipp.String("paused")))
		as.Add(goipp.MakeAttr("job-state-reasons", goipp.TagKeyword, goipp.String("aborted-by-system")))
		as.Add(goipp.MakeAttr("document-format-supported", goipp.TagMimeType, goipp.String(pdf)))
		as.Add(goipp.MakeAttr("media-ready", goipp.TagKeyword, goipp.String(paper)))
	}
	b, err := m.EncodeBytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(nested(500))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := decode(raw)
		if err != nil {
			return
		}
		readiness(m.Printer)
		statusFault(goipp.Status(m.Code), m.Unsupported)
		s := (&watch{}).final(m.Job)
		if s.State == hardware.PrintDone && s.Trouble == hardware.PrinterAborted {
			t.Errorf("%+v", s)
		}
	})
}
