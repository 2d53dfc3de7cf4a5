// Package locale is there before Fyne looks at the locale, which it does while the program is still being put together, also for a command that
// opens no window: it takes the "C" of C.UTF-8, the locale of servers, timers and containers, for a language that it cannot read, and writes
// three lines of error at each start.
//
// It imports next to nothing, so that Go initializes it early; app's TestNoWordOfTheLocale sees to that. What the program says is not decided here:
// it has its own texts (i18n).
package locale

import (
	"os"
	"strings"
)

// Settled tells whether a language was named.
var Settled = settle(os.Getenv, os.Setenv)

// settle names a language where the locale has none but a character set. LANGUAGE says that and nothing else: how text is encoded and typed
// stays as it was set.
func settle(get func(string) string, set func(key, value string) error) bool {
	if get("LANGUAGE") != "" {
		return false
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} { // the first that is set counts
		value := get(name)
		if value == "" {
			continue
		}
		language, _, charset := strings.Cut(value, ".")
		return charset && (language == "C" || language == "POSIX") && set("LANGUAGE", "ja") == nil
	}
	return false
}
