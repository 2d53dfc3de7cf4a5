//go:build training

package main

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"

	"madoguchi/app/training"
	"madoguchi/hardware"
	"madoguchi/hardware/screen"
	"madoguchi/internal/cards/testissuer"
	"madoguchi/internal/store"
)

// The training build: simulated readers and cards in, real card drivers out, other id and folder, 研修用 everywhere.
const (
	appID  = "jp.madoguchi.training"
	folder = "madoguchi-training"
)

// edition holds the bench that stands in for readers and cards.
type edition struct {
	bench     *training.Bench
	onStarted func() // the demo's script; nil: the bench panel is shown
}

// fitDevices gives m the simulated bench, and at the first start the sample operators and people.
func fitDevices(m *Main) (err error) {
	bench, err := training.NewBench()
	if err != nil {
		return err
	}
	m.Training, m.Readers, m.Issuer = true, bench.Readers, testissuer.Issuer{}
	m.bench = bench
	m.Screens = screen.Open("")
	return nil
}

// defaultKeys: training data is protected by a file; nothing of it is real.
func defaultKeys(dir string) store.Keys { return store.FileKey(filepath.Join(dir, "terminal.key")) }

// prepare enrols the sample operators and lays out the sample list, once.
func (m *Main) prepare(ctx context.Context) error {
	return m.bench.Prepare(ctx, m.session, filepath.Join(m.Dir, arrivalFolder))
}

// started begins the demo's script, or opens the bench panel (研修パネル).
func (m *Main) started(a fyne.App) {
	if m.onStarted != nil {
		m.onStarted()
		return
	}
	var primary hardware.Monitor
	if all, err := m.Screens.Monitors(); err == nil && len(all) > 0 {
		primary = all[0]
	}
	m.bench.ShowPanel(a, m.windows.bridge, primary)
}

// editionCommands: the scripted day.
func editionCommands() map[string]commandLine {
	return map[string]commandLine{"demo": {"demo DIR", "台本どおりの1日を実際の画面で進め、結果を DIR に残します", runDemo}}
}
