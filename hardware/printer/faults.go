package printer

import (
	"net/http"
	"strings"

	"github.com/OpenPrinting/goipp"

	"madoguchi/hardware"
)

// httpFault judges the answer's envelope; "" lets it be read.
func httpFault(code int) hardware.Fault {
	switch code {
	case http.StatusOK:
		return ""
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusUpgradeRequired:
		return hardware.PrinterRefuses
	case http.StatusNotFound:
		return hardware.PrinterGone
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		return hardware.PrinterBusy
	}
	return hardware.PrinterFailed
}

// statusFault is what an IPP status that refuses means for the clerk; unsupported is what the printer
// names as the reason.
func statusFault(s goipp.Status, unsupported goipp.Attributes) hardware.Fault {
	switch s {
	case goipp.StatusErrorAttributesOrValues:
		switch {
		case values(unsupported, "document-format") != nil:
			return hardware.PrinterNoPDF
		case values(unsupported, "media") != nil:
			return hardware.PrinterNoA4
		}
		return hardware.PrinterFailed
	case goipp.StatusErrorForbidden, goipp.StatusErrorNotAuthenticated, goipp.StatusErrorNotAuthorized,
		goipp.StatusErrorNotAcceptingJobs, goipp.StatusErrorPrinterIsDeactivated,
		goipp.StatusErrorAccountInfoNeeded, goipp.StatusErrorAccountClosed,
		goipp.StatusErrorAccountLimitReached, goipp.StatusErrorAccountAuthorizationFailed:
		return hardware.PrinterRefuses
	case goipp.StatusErrorNotFound, goipp.StatusErrorGone:
		return hardware.PrinterGone
	case goipp.StatusErrorDocumentFormatNotSupported, goipp.StatusErrorDocumentFormatError:
		return hardware.PrinterNoPDF
	case goipp.StatusErrorBusy, goipp.StatusErrorServiceUnavailable, goipp.StatusErrorTemporary,
		goipp.StatusErrorTooManyJobs:
		return hardware.PrinterBusy
	case goipp.StatusErrorJobCanceled:
		return hardware.PrintCancelled
	case goipp.StatusErrorDevice:
		return hardware.PrinterAttention
	}
	return hardware.PrinterFailed
}

// weight is how sure a printer is of a reason: RFC 8011 5.4.12.
type weight int

const (
	report  weight = iota // -report: it happened and may mean nothing
	warning               // -warning: printing goes on, or so it thinks
	failing               // -error, or no suffix
)

// words are the keywords a clerk can do something about, the weightiest first.
// What only announces (toner-low, media-low, marker-waste-almost-full) is left out.
func words() []struct {
	stem  string
	fault hardware.Fault
} {
	return []struct {
		stem  string
		fault hardware.Fault
	}{
		{"media-jam", hardware.PrinterJam},
		{"cover-open", hardware.PrinterDoorOpen},
		{"door-open", hardware.PrinterDoorOpen},
		{"interlock-open", hardware.PrinterDoorOpen},
		{"media-empty", hardware.PrinterPaperOut},
		{"media-needed", hardware.PrinterPaperOut},
		{"input-tray-missing", hardware.PrinterPaperOut},
		{"output-area-full", hardware.PrinterTrayFull},
		{"toner-empty", hardware.PrinterInkOut},
		{"marker-supply-empty", hardware.PrinterInkOut},
		{"paused", hardware.PrinterPaused},
		{"moving-to-paused", hardware.PrinterPaused},
		{"deactivated", hardware.PrinterRefuses},
		{"offline", hardware.PrinterGone},
		{"shutdown", hardware.PrinterGone},
		{"timed-out", hardware.PrinterGone},
		{"connecting-to-device", hardware.PrinterGone},
	}
}

// weigh finds the weightiest reason at or above the floor; "" when there is none.
func weigh(reasons []string, floor weight) hardware.Fault {
	split := map[string]weight{}
	for _, r := range reasons {
		stem, w := r, failing
		for suffix, as := range map[string]weight{"-report": report, "-warning": warning, "-error": failing} {
			if s, ok := strings.CutSuffix(r, suffix); ok {
				stem, w = s, as
			}
		}
		split[stem] = max(split[stem], w)
	}
	for _, known := range words() {
		if w, there := split[known.stem]; there && w >= floor {
			return known.fault
		}
	}
	return ""
}
