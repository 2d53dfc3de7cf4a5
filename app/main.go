// Command madoguchi is the residents' counter (窓口). main.go is where the program begins and the only file that brings in
// the graphics driver; counter.go wires everything; commands.go has what can be done without a window.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"madoguchi/app/kit"
	_ "madoguchi/app/locale" // before Fyne
	"madoguchi/assets"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run does what the command line says and gives the exit code: 0 done, 1 not done (it said why), 2 not understood.
func run(ctx context.Context, args []string) int {
	name := ""
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		name, args = args[0], args[1:]
	}
	hardenProcess()
	c, known := commands()[name]
	if !known {
		fmt.Fprintf(os.Stderr, "madoguchi: %s という命令はありません。madoguchi help をご覧ください。\n", name)
		return 2
	}
	err := c.run(ctx, args)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp), errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintln(os.Stderr, "madoguchi:", inWords(err))
	return 1
}

// runCounter is the program without a command: the counter with its windows.
func runCounter(ctx context.Context, args []string) error {
	dir, err := dataFlag("madoguchi", args)
	if err != nil {
		return err
	}
	m := &Main{Dir: dir, Now: time.Now, Rand: rand.Reader, Keys: defaultKeys(dir)}
	if err := fitDevices(m); err != nil {
		return err
	}
	return showCounter(ctx, m)
}

// heapSlack is how far the heap may grow between collections, in percent of what lives. Most of what lives is the typefaces,
// 40 MB that never change: the default would let as much rubbish lie beside them. While the program starts nothing is
// collected: what is read then mostly stays.
const heapSlack = 30

// showCounter runs m in its windows until they are closed or ctx ends. Data that cannot be opened is told in a window.
// Opening the data, reading the typefaces and starting the graphics take about as long, so they go side by side.
func showCounter(ctx context.Context, m *Main) error {
	debug.SetGCPercent(-1) // nothing is collected until the first screen stands: see heapSlack
	a := newApp()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	opened, faces := make(chan error, 1), make(chan struct{})
	go func() { opened <- m.Open(ctx) }()
	go func() { kit.LoadFaces(); close(faces) }()
	var refused error
	a.Lifecycle().SetOnStarted(func() {
		refused = <-opened
		<-faces // nobody else measures text meanwhile
		if refused != nil {
			debug.SetGCPercent(heapSlack)
			showRefusal(a, refused)
			return
		}
		m.showWindows(ctx, a)
	})
	go m.quitWith(ctx, a)
	a.Run()
	cancel()
	if refused != nil {
		return refused
	}
	m.windows.end()
	return errors.Join(m.windows.crash.taken(), m.Close(), endCrashWatch(m.Dir))
}

// showWindows shows the opened counter. UI thread.
func (m *Main) showWindows(ctx context.Context, a fyne.App) {
	if err := watchCrashes(m.Dir); err != nil {
		m.windows.crash.note(err) // the counter works without
	}
	if err := m.Show(ctx, a); err != nil {
		m.windows.crash.note(err)
		a.Quit()
	}
	if m.Edition.Started != nil {
		m.Edition.Started(a)
	}
}

// newApp makes the Fyne app: the one place that needs the graphics driver.
func newApp() fyne.App {
	a := app.NewWithID(appID)
	a.SetIcon(fyne.NewStaticResource("madoguchi.svg", assets.Icon))
	a.Settings().SetTheme(kit.NewTheme(kit.Look{}))
	return a
}

// quitWith ends the app when ctx ends.
func (m *Main) quitWith(ctx context.Context, a fyne.App) {
	<-ctx.Done()
	fyne.Do(func() {
		m.windows.end()
		a.Quit()
	})
}
