package scanner_test

import (
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/hardwaretest"
	"madoguchi/hardware/scanner"
)

func settings(d *hardwaretest.EsclDevice) scanner.EsclSettings {
	return scanner.EsclSettings{URI: d.URI(), UUID: "urn:uuid:" + strings.ToUpper(hardwaretest.EsclUUID), Fingerprint: d.Fingerprint(),
		Call: 10 * time.Second, Poll: 5 * time.Millisecond}
}

func driver(t *testing.T, s scanner.EsclSettings) *scanner.Escl {
	t.Helper()
	e, err := scanner.NewEscl(s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// hangUp ends the connection without an answer: what is switched off says nothing.
func hangUp(w http.ResponseWriter, _ *http.Request) {
	if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = c.Close()
	}
}

// halfAndGone announces a picture, sends a little of it and pulls the cable.
func halfAndGone(d *hardwaretest.EsclDevice) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		d.With(func(m *hardwaretest.EsclManner) { m.Any = hangUp })
		c, b, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		_, _ = b.WriteString("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 100000\r\n\r\n\xff\xd8\xff\xe0 the beginning")
		_ = b.Flush()
		_ = c.Close()
	}
}

func glass(secure bool, format string) func(t *testing.T) *hardwaretest.Glass {
	return func(t *testing.T) *hardwaretest.Glass {
		d := hardwaretest.StartEscl(t, secure)
		set := func(change func(*hardwaretest.EsclManner)) func() { return func() { d.With(change) } }
		set(func(m *hardwaretest.EsclManner) { m.Format, m.Formats = format, []string{format} })()
		stopped := func(feeder string) func() {
			return set(func(m *hardwaretest.EsclManner) { m.State, m.Feed = "Stopped", feeder })
		}
		var pulled atomic.Int64 // jobs of a device that was pulled out are gone with it
		return &hardwaretest.Glass{Scanner: driver(t, settings(d)), Lies: true, Soon: 2 * time.Second, Kept: func() int { return d.Kept() - int(pulled.Load()) },
			Hands: map[hardwaretest.ScanHand]func(){
				hardwaretest.ScanFree:  d.Free,
				hardwaretest.ScanJam:   stopped("ScannerAdfJam"),
				hardwaretest.ScanCover: stopped("ScannerAdfHatchOpen"),
				hardwaretest.ScanEmpty: stopped("ScannerAdfEmpty"),
				hardwaretest.ScanBusy:  set(func(m *hardwaretest.EsclManner) { m.State = "Processing" }),
				hardwaretest.ScanDeny:  set(func(m *hardwaretest.EsclManner) { m.StartCode = http.StatusForbidden }),
				hardwaretest.ScanOff:   set(func(m *hardwaretest.EsclManner) { m.Any = hangUp }),
				hardwaretest.ScanOther: set(func(m *hardwaretest.EsclManner) { m.UUID = "4509a320-00a0-008f-00b6-00250751ffff" }),
				hardwaretest.ScanWarm:  set(func(m *hardwaretest.EsclManner) { m.Testing, m.Warm = 2, 3 }),
				hardwaretest.ScanCold:  set(func(m *hardwaretest.EsclManner) { m.Warm = -1 }),
				hardwaretest.ScanVanish: set(func(m *hardwaretest.EsclManner) {
					m.Serve = func(w http.ResponseWriter, r *http.Request) { pulled.Add(1); halfAndGone(d)(w, r) }
				}),
				hardwaretest.ScanGarble: set(func(m *hardwaretest.EsclManner) {
					m.Page = func([]byte) []byte { return []byte("<html>please log in</html>") }
				}),
				hardwaretest.ScanCutShort: set(func(m *hardwaretest.EsclManner) { m.Page = func(p []byte) []byte { return p[:len(p)/2] } }),
				hardwaretest.ScanHang:     set(func(m *hardwaretest.EsclManner) { m.Hang = true }),
			}}
	}
}

func TestTheEsclDriverKeepsTheContract(t *testing.T) {
	var told []string
	t.Run("http, JPEG", func(t *testing.T) { told = append(told, hardwaretest.RunScanners(t, glass(false, "image/jpeg"))...) })
	t.Run("https, PNG", func(t *testing.T) { told = append(told, hardwaretest.RunScanners(t, glass(true, "image/png"))...) })
	for _, story := range hardwaretest.ScanStories() {
		if !slices.Contains(told, story) {
			t.Errorf("not told: %s", story)
		}
	}
}

func TestWhatIsNoRegistration(t *testing.T) {
	const uuid, pin = hardwaretest.EsclUUID, "aa"
	full := strings.Repeat(pin, 32)
	for name, s := range map[string]scanner.EsclSettings{
		"no address":                    {UUID: uuid},
		"a file":                        {URI: "file:///etc/passwd", UUID: uuid},
		"a password in the address":     {URI: "https://a:b@192.0.2.1/eSCL", UUID: uuid, Fingerprint: full},
		"a question in the address":     {URI: "https://192.0.2.1/eSCL?x=1", UUID: uuid, Fingerprint: full},
		"no UUID":                       {URI: "https://192.0.2.1/eSCL", Fingerprint: full},
		"https without a fingerprint":   {URI: "https://192.0.2.1/eSCL", UUID: uuid},
		"half a fingerprint":            {URI: "https://192.0.2.1/eSCL", UUID: uuid, Fingerprint: pin},
		"http with a fingerprint":       {URI: "http://127.0.0.1/eSCL", UUID: uuid, Fingerprint: full},
		"http over a network":           {URI: "http://192.0.2.1/eSCL", UUID: uuid},
		"http to a name":                {URI: "http://localhost.example.jp/eSCL", UUID: uuid},
		"http to a name like a machine": {URI: "http://127.0.0.1.example.jp/eSCL", UUID: uuid},
	} {
		if _, err := scanner.NewEscl(s); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	for _, s := range []scanner.EsclSettings{
		{URI: "http://localhost:60000/eSCL", UUID: uuid}, {URI: "http://[::1]:60000/eSCL", UUID: uuid}, {URI: "http://192.0.2.1/eSCL", UUID: uuid, PlainHTTP: true},
		{URI: "HTTPS://192.0.2.1/eSCL", UUID: uuid, Fingerprint: strings.ToUpper(strings.TrimSuffix(strings.Repeat("ab:", 32), ":"))},
	} {
		driver(t, s)
	}
}

// Only the registered device is scanned from: certificate, UUID, and no redirect to anywhere.
func TestOnlyTheRegisteredDevice(t *testing.T) {
	area := hardware.ScanArea{W: 35, H: 45, DPI: 300}
	want := func(t *testing.T, s hardware.Scanner, fault hardware.Fault) {
		t.Helper()
		if err := s.Ready(t.Context()); !is(err, fault) {
			t.Errorf("ready: %v, want %v", err, fault)
		}
		if scan, err := s.Scan(t.Context(), area, nil); scan != nil || !is(err, fault) {
			t.Errorf("scan: %v, want %v", err, fault)
		}
	}
	t.Run("another certificate", func(t *testing.T) {
		d := hardwaretest.StartEscl(t, true)
		asked := false
		d.With(func(m *hardwaretest.EsclManner) { m.Any = func(http.ResponseWriter, *http.Request) { asked = true } })
		s := settings(d)
		s.Fingerprint = strings.Repeat("ab", 32)
		want(t, driver(t, s), hardware.ScannerUntrusted)
		if asked {
			t.Error("it was asked all the same")
		}
	})
	t.Run("TLS is gone", func(t *testing.T) {
		d := hardwaretest.StartEscl(t, false)
		s := settings(d)
		s.URI, s.Fingerprint = strings.Replace(s.URI, "http:", "https:", 1), strings.Repeat("ab", 32)
		want(t, driver(t, s), hardware.ScannerUntrusted)
	})
	t.Run("another UUID", func(t *testing.T) {
		d := hardwaretest.StartEscl(t, true)
		d.With(func(m *hardwaretest.EsclManner) { m.UUID = "urn:uuid:00000000-0000-0000-0000-000000000000" })
		want(t, driver(t, settings(d)), hardware.ScannerUntrusted)
		if d.Asked() != 0 {
			t.Error("it was asked for a scan")
		}
	})
	t.Run("a redirect", func(t *testing.T) {
		other, d := hardwaretest.StartEscl(t, false), hardwaretest.StartEscl(t, false)
		d.With(func(m *hardwaretest.EsclManner) {
			m.Any = func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, other.Server.URL+r.URL.Path, http.StatusTemporaryRedirect)
			}
		})
		want(t, driver(t, settings(d)), hardware.ScannerRefuses)
	})
	t.Run("nobody listens", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_ = l.Close()
		want(t, driver(t, scanner.EsclSettings{URI: "http://" + l.Addr().String() + "/eSCL", UUID: hardwaretest.EsclUUID}), hardware.ScannerGone)
	})
	t.Run("another thing listens", func(t *testing.T) {
		d := hardwaretest.StartEscl(t, false)
		d.With(func(m *hardwaretest.EsclManner) { m.Any = http.NotFound })
		want(t, driver(t, settings(d)), hardware.ScannerGone)
	})
}
