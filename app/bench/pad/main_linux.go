// Command pad is the resident's window asking for one PIN, placed as the counter places it. What is typed is wiped.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"fyne.io/fyne/v2/app"

	"madoguchi/app/kit"
	"madoguchi/app/resident"
	"madoguchi/hardware/screen"
	"madoguchi/i18n"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

func main() {
	texts, err := i18n.Load()
	if err != nil {
		fmt.Fprintln(os.Stderr, "pad:", err)
		os.Exit(1)
	}
	a := app.NewWithID("jp.madoguchi.bench.pad")
	a.Settings().SetTheme(kit.NewTheme(kit.Look{}))
	win, bridge := a.NewWindow("pad"), kit.NewBridge()
	w := resident.New(win, resident.Deps{Texts: texts, Bridge: bridge, Now: time.Now, Rules: resident.DefaultRules()})
	place := resident.NewPlace(win, screen.Open(""), "")
	a.Lifecycle().SetOnStarted(func() { go serve(w, place, bridge) })
	a.Run()
}

func serve(w *resident.Window, place *resident.Place, bridge *kit.Bridge) {
	for placed, _ := place.Check(bridge); !placed; placed, _ = place.Check(bridge) {
		time.Sleep(100 * time.Millisecond)
	}
	w.SetAllowed(true)
	for {
		answer, err := w.AskPIN(context.Background(), pin.Request{Kind: juki.AuthenticationPIN, Step: 1, Steps: 1})
		if err != nil {
			fmt.Fprintln(os.Stderr, "pad:", err)
			return
		}
		answer.PIN.Wipe()
	}
}
