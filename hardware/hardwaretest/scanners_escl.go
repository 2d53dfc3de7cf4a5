package hardwaretest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"madoguchi/hardware"
	"madoguchi/hardware/sim"
)

// EsclUUID is what the test device calls itself.
const EsclUUID = "4509a320-00a0-008f-00b6-002507510eca"

// EsclDevice is an eSCL device of the tests' own, with a drawn photo on its glass. Its fields say how it behaves and are changed
// between questions only through With.
type EsclDevice struct {
	Server *httptest.Server

	mu     sync.Mutex
	manner EsclManner
	jobs   map[string]*hardware.ScanArea
	number int
	gone   int // jobs the device was asked to forget
	stop   chan struct{}
}

// EsclManner is how a device behaves. The zero value is a good device with JPEG.
type EsclManner struct {
	UUID        string // "" is EsclUUID
	State, Feed string // of the status; "" is Idle
	Format      string // of pictures: "" is image/jpeg
	Formats     []string
	MinWidth    int                    // 1/300 inch
	Warm        int                    // NextDocument answers 503 so often; -1 always
	Testing     int                    // the status says Testing so often
	StartCode   int                    // answer to a job; 0 is 201
	NextCode    int                    // answer instead of the page
	DeleteCode  int                    // answer to forgetting; 0 is 200
	Location    func(id string) string // "" is a path
	Page        func(picture []byte) []byte
	Serve       http.HandlerFunc // the whole page
	Any         http.HandlerFunc // every answer
	Photo       sim.Photo
	Hang        bool
}

// StartEscl starts a device; with TLS it shows a certificate it signed itself.
func StartEscl(t *testing.T, secure bool) *EsclDevice {
	d := &EsclDevice{jobs: map[string]*hardware.ScanArea{}, stop: make(chan struct{})}
	d.manner.Photo = sim.Photo{Person: 1, X: 3, Y: 3}
	d.Server = httptest.NewUnstartedServer(http.HandlerFunc(d.serve))
	d.Server.Config.ErrorLog = quietLog()
	if secure {
		d.Server.StartTLS()
	} else {
		d.Server.Start()
	}
	t.Cleanup(func() { close(d.stop); d.Server.CloseClientConnections(); d.Server.Close() })
	return d
}

// URI is the device's address.
func (d *EsclDevice) URI() string { return d.Server.URL + "/eSCL" }

// Fingerprint is the SHA-256 of its certificate; "" without TLS.
func (d *EsclDevice) Fingerprint() string {
	if d.Server.TLS == nil {
		return ""
	}
	sum := sha256.Sum256(d.Server.Certificate().Raw)
	return hex.EncodeToString(sum[:])
}

// With changes how the device behaves.
func (d *EsclDevice) With(change func(*EsclManner)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change(&d.manner)
}

// Free has it behave well again.
func (d *EsclDevice) Free() {
	d.With(func(m *EsclManner) {
		*m = EsclManner{Photo: m.Photo, Format: m.Format, Formats: m.Formats, MinWidth: m.MinWidth}
	})
}

// Kept is how many jobs it was not asked to forget; Asked how many it was given.
func (d *EsclDevice) Kept() int { d.mu.Lock(); defer d.mu.Unlock(); return d.number - d.gone }

// Asked is how many jobs it was given.
func (d *EsclDevice) Asked() int { d.mu.Lock(); defer d.mu.Unlock(); return d.number }

func (d *EsclDevice) serve(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	m := d.manner
	d.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, "/eSCL/")
	switch job, page := strings.CutSuffix(strings.TrimPrefix(path, "ScanJobs/"), "/NextDocument"); {
	case m.Any != nil:
		m.Any(w, r)
	case path == "ScannerCapabilities":
		_, _ = w.Write([]byte(m.capabilities()))
	case path == "ScannerStatus":
		state := m.State
		d.With(func(m *EsclManner) {
			if m.Testing > 0 {
				m.Testing, state = m.Testing-1, "Testing"
			}
		})
		if m.Hang && state == "" && d.Kept() > 0 {
			state = "Processing"
		}
		_, _ = w.Write([]byte(statusXML(state, m.Feed)))
	case path == "ScanJobs" && r.Method == http.MethodPost:
		d.start(w, r, m)
	case page && r.Method == http.MethodGet:
		d.page(w, r, m, job)
	case r.Method == http.MethodDelete:
		d.forget(w, m, job)
	default:
		http.NotFound(w, r)
	}
}

func (m EsclManner) capabilities() string {
	uuid, formats := m.UUID, ""
	if uuid == "" {
		uuid = EsclUUID
	}
	for _, f := range append([]string{"application/pdf", "image/jpeg"}, m.Formats...) {
		formats += "<pwg:DocumentFormat>" + f + "</pwg:DocumentFormat><scan:DocumentFormatExt>" + f + "</scan:DocumentFormatExt>"
	}
	res := ""
	for _, dpi := range []int{75, 150, 200, 300, 600} {
		res += fmt.Sprintf("<scan:DiscreteResolution><scan:XResolution>%d</scan:XResolution><scan:YResolution>%[1]d</scan:YResolution></scan:DiscreteResolution>", dpi)
	}
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerCapabilities xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">
<pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>Test Flatbed</pwg:MakeAndModel><scan:UUID>%s</scan:UUID>
<scan:Platen><scan:PlatenInputCaps><scan:MinWidth>%d</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth><scan:MinHeight>%[2]d</scan:MinHeight><scan:MaxHeight>3508</scan:MaxHeight>
<scan:SettingProfiles><scan:SettingProfile><scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
<scan:DocumentFormats>%s</scan:DocumentFormats><scan:SupportedResolutions><scan:DiscreteResolutions>%s</scan:DiscreteResolutions></scan:SupportedResolutions>
</scan:SettingProfile></scan:SettingProfiles></scan:PlatenInputCaps></scan:Platen></scan:ScannerCapabilities>`, uuid, m.MinWidth, formats, res)
}

func statusXML(state, feed string) string {
	if state == "" {
		state = "Idle"
	}
	if feed == "" {
		feed = "ScannerAdfEmpty" // as on every device with a feeder that nobody filled
	}
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><scan:ScannerStatus xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">
<pwg:Version>2.63</pwg:Version><pwg:State>%s</pwg:State><scan:AdfState>%s</scan:AdfState></scan:ScannerStatus>`, state, feed)
}

// start reads the settings as a device does and keeps the region.
func (d *EsclDevice) start(w http.ResponseWriter, r *http.Request, m EsclManner) {
	var s struct {
		X          int      `xml:"ScanRegions>ScanRegion>XOffset"`
		Y          int      `xml:"ScanRegions>ScanRegion>YOffset"`
		W          int      `xml:"ScanRegions>ScanRegion>Width"`
		H          int      `xml:"ScanRegions>ScanRegion>Height"`
		DPI        int      `xml:"XResolution"`
		Source     string   `xml:"InputSource"`
		Color      string   `xml:"ColorMode"`
		Format     string   `xml:"DocumentFormat"`
		FormatExt  string   `xml:"DocumentFormatExt"`
		Everything []string `xml:",any"`
	}
	err := xml.NewDecoder(r.Body).Decode(&s)
	if err != nil || s.W < m.MinWidth || s.H < m.MinWidth || s.X < 0 || s.X+s.W > 2550 || s.Y+s.H > 3508 || s.Source != "Platen" || s.Color != "RGB24" ||
		s.Format == "" || s.Format != s.FormatExt {
		http.Error(w, "conflict", http.StatusConflict)
		return
	}
	if m.StartCode != 0 && m.StartCode != http.StatusCreated {
		w.WriteHeader(m.StartCode)
		return
	}
	const unit = 25.4 / 300
	d.mu.Lock()
	d.number++
	id := fmt.Sprintf("job-%d", d.number)
	d.jobs[id] = &hardware.ScanArea{X: float64(s.X) * unit, Y: float64(s.Y) * unit, W: float64(s.W) * unit, H: float64(s.H) * unit, DPI: s.DPI}
	d.mu.Unlock()
	at := "/eSCL/ScanJobs/" + id
	if m.Location != nil {
		at = m.Location(id)
	}
	w.Header().Set("Location", at)
	w.WriteHeader(http.StatusCreated)
}

func (d *EsclDevice) page(w http.ResponseWriter, r *http.Request, m EsclManner, id string) {
	d.mu.Lock()
	area := d.jobs[id]
	warm := d.manner.Warm != 0
	d.manner.Warm = max(d.manner.Warm-1, min(d.manner.Warm, 0))
	d.mu.Unlock()
	switch {
	case m.Hang:
		select {
		case <-r.Context().Done():
		case <-d.stop:
		}
		return
	case area == nil:
		http.NotFound(w, r)
		return
	case m.NextCode != 0:
		w.WriteHeader(m.NextCode)
		return
	case warm:
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case m.Serve != nil:
		m.Serve(w, r)
		return
	}
	format := m.Format
	if format == "" {
		format = "image/jpeg"
	}
	picture := Picture(m.Photo.Draw(*area), format)
	if m.Page != nil {
		picture = m.Page(picture)
	}
	w.Header().Set("Content-Type", format)
	w.Header().Set("Content-Length", fmt.Sprint(len(picture)))
	_, _ = w.Write(picture)
}

func (d *EsclDevice) forget(w http.ResponseWriter, m EsclManner, id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.jobs[id] == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if m.DeleteCode != 0 {
		w.WriteHeader(m.DeleteCode)
		return
	}
	delete(d.jobs, id)
	d.gone++
}

// Picture is what a device sends of an image.
func Picture(img image.Image, format string) []byte {
	var b bytes.Buffer
	if format == "image/png" {
		_ = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img)
	} else {
		_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: 92})
	}
	return b.Bytes()
}

// quietLog takes what the server says of connections that the other side leaves, which stories do on purpose.
func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }
