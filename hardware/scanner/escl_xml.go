package scanner

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"madoguchi/hardware"
)

// maxXML bounds what a device says of itself; real answers are a few kilobytes.
const maxXML = 256 << 10

// capabilities are what a device says it can (eSCL ScannerCapabilities).
type capabilities struct {
	Version string `xml:"Version"`
	UUID    string `xml:"UUID"`
	Platen  *glass `xml:"Platen>PlatenInputCaps"`
}

// glass is the flat bed, measured in 1/300 inch.
type glass struct {
	MinWidth  int       `xml:"MinWidth"`
	MaxWidth  int       `xml:"MaxWidth"`
	MinHeight int       `xml:"MinHeight"`
	MaxHeight int       `xml:"MaxHeight"`
	Profiles  []profile `xml:"SettingProfiles>SettingProfile"`
}

// profile is one set of things that go together. Names are given in one of two elements, or in both.
type profile struct {
	Colors      []string     `xml:"ColorModes>ColorMode"`
	Formats     []string     `xml:"DocumentFormats>DocumentFormat"`
	FormatsExt  []string     `xml:"DocumentFormats>DocumentFormatExt"`
	Resolutions []resolution `xml:"SupportedResolutions>DiscreteResolutions>DiscreteResolution"`
	Across      steps        `xml:"SupportedResolutions>ResolutionRange>XResolutionRange"`
	Down        steps        `xml:"SupportedResolutions>ResolutionRange>YResolutionRange"`
}

type resolution struct {
	X int `xml:"XResolution"`
	Y int `xml:"YResolution"`
}

type steps struct {
	Min  int `xml:"Min"`
	Max  int `xml:"Max"`
	Step int `xml:"Step"`
}

// status is what a device says of this moment (eSCL ScannerStatus).
type status struct {
	State  string `xml:"State"`
	Feeder string `xml:"AdfState"`
}

// parse reads foreign bytes: bounded by the caller, in UTF-8 whatever they call it. What they say is not repeated in errors.
func parse(raw []byte, root string, into any) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		t, err := d.Token()
		if err != nil {
			return fmt.Errorf("an answer that is no %s: %w", root, hardware.ScannerNonsense)
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local != root || d.DecodeElement(into, &start) != nil {
			return fmt.Errorf("an answer that is no %s: %w", root, hardware.ScannerNonsense)
		}
		return nil
	}
}

// version is the eSCL version to speak: the device's own where it looks like one.
func (c capabilities) version() string {
	if v := strings.TrimSpace(c.Version); regexp.MustCompile(`^[0-9]{1,2}\.[0-9]{1,3}$`).MatchString(v) {
		return v
	}
	return "2.0"
}

// format is the picture format to ask for. PNG loses nothing and is read row by row; JPEG every device has.
func (c capabilities) format() string {
	for _, p := range c.Platen.Profiles {
		if slices.Contains(p.Formats, "image/png") || slices.Contains(p.FormatsExt, "image/png") {
			return "image/png"
		}
	}
	return "image/jpeg"
}

// can is nil when the glass scans colour at so many dpi. A device that does not say is asked.
func (g *glass) can(dpi int) error {
	silent := true
	for _, p := range g.Profiles {
		if len(p.Colors) > 0 && !slices.Contains(p.Colors, "RGB24") {
			silent = false
			continue
		}
		if len(p.Resolutions) == 0 && p.Across.Max == 0 {
			continue
		}
		silent = false
		if slices.Contains(p.Resolutions, resolution{dpi, dpi}) || p.Across.has(dpi) && p.Down.has(dpi) {
			return nil
		}
	}
	if silent {
		return nil
	}
	return fmt.Errorf("no colour at %d dpi: %w", dpi, hardware.ScannerTooSmall)
}

func (s steps) has(dpi int) bool {
	return dpi >= s.Min && dpi <= s.Max && (s.Step <= 1 || (dpi-s.Min)%s.Step == 0)
}

// fault is what keeps the device from scanning now; "" when nothing does. An empty feeder is what a flat bed has beside it:
// what the feeder says counts only where the device says that it stands still.
func (s status) fault() hardware.Fault {
	switch strings.TrimSpace(s.State) {
	case "Idle":
		return ""
	case "Processing":
		return hardware.ScannerBusy
	case "Testing":
		return hardware.ScannerWarming
	case "Stopped", "Down":
	default:
		return hardware.ScannerNonsense
	}
	switch f := strings.TrimSpace(s.Feeder); {
	case strings.HasSuffix(f, "Jam"), strings.HasSuffix(f, "Mispick"), strings.HasSuffix(f, "MultipickDetected"):
		return hardware.ScannerJam
	case strings.HasSuffix(f, "HatchOpen"), strings.HasSuffix(f, "CoverOpen"):
		return hardware.ScannerCoverOpen
	case strings.HasSuffix(f, "Empty"):
		return hardware.ScannerNoPaper
	}
	return hardware.ScannerFailed
}

// settings asks for a region at a resolution. The format is named twice: old devices read one element, newer ones the other.
func (c capabilities) settings(x, y span, dpi int) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<scan:ScanSettings xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm" xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03">
<pwg:Version>%s</pwg:Version><scan:Intent>Photo</scan:Intent>
<pwg:ScanRegions pwg:MustHonor="true"><pwg:ScanRegion><pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>
<pwg:XOffset>%d</pwg:XOffset><pwg:YOffset>%d</pwg:YOffset><pwg:Width>%d</pwg:Width><pwg:Height>%d</pwg:Height></pwg:ScanRegion></pwg:ScanRegions>
<pwg:InputSource>Platen</pwg:InputSource><scan:ColorMode>RGB24</scan:ColorMode>
<pwg:DocumentFormat>%[6]s</pwg:DocumentFormat><scan:DocumentFormatExt>%[6]s</scan:DocumentFormatExt>
<scan:XResolution>%[7]d</scan:XResolution><scan:YResolution>%[7]d</scan:YResolution></scan:ScanSettings>`,
		c.version(), x.start, y.start, x.size, y.size, c.format(), dpi)
}
