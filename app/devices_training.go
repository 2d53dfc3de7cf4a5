//go:build training

package main

import (
	"context"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/training"
	"madoguchi/hardware"
	"madoguchi/hardware/screen"
	"madoguchi/hardware/sim"
	"madoguchi/hardware/sound"
	"madoguchi/internal/cards/testissuer"
	"madoguchi/internal/juki"
	"madoguchi/internal/photo/testregistrar"
	"madoguchi/internal/store"
)

// The training build: simulated readers and cards in, real card drivers out, other id and folder, 研修用 everywhere.
const (
	appID  = "jp.madoguchi.training"
	folder = "madoguchi-training"
)

// fitDevices gives m the simulated bench, and its panel (研修パネル) when the windows are there.
func fitDevices(m *Main) error {
	bench, err := fitBench(m)
	if err != nil {
		return err
	}
	m.Edition.Started = func(a fyne.App) {
		var primary hardware.Monitor
		if all, err := m.Screens.Monitors(); err == nil && len(all) > 0 {
			primary = all[0]
		}
		bench.ShowPanel(a, m.windows.bridge, primary)
	}
	return nil
}

// fitBench gives m simulated readers and cards, and at the first start the sample operators and the sample list.
func fitBench(m *Main) (*training.Bench, error) {
	bench, err := training.NewBench()
	if err != nil {
		return nil, err
	}
	m.Training, m.Readers, m.Issuer = true, bench.Readers, testissuer.Issuer{}
	m.Screens, m.Desktop, m.Sounds = screen.Open(""), screen.OpenDesktop(""), sound.New(soundWithin)
	m.Registrar = &testregistrar.Registrar{}
	m.Edition.Prepare = func(ctx context.Context) error {
		return bench.Prepare(ctx, m.session, filepath.Join(m.Dir, arrivalFolder), juki.DateOf(m.Now()))
	}
	return bench, nil
}

// scannerPace is what the simulated scanner needs for a photo.
const scannerPace = 2 * time.Second

// printedFolder is where the simulated printer leaves what it printed.
const printedFolder = "printed"

// printerPace is what the simulated printer needs for a paper.
const printerPace = 2 * time.Second

// openPrinter: the training program prints into a folder.
func openPrinter(_ Settings, dir string) (hardware.Printer, error) {
	return sim.NewPrinter(filepath.Join(dir, printedFolder), printerPace), nil
}

// openScanner: the training program scans drawings.
func openScanner(Settings) (hardware.Scanner, error) { return sim.NewScanner(scannerPace), nil }

// defaultKeys: training data is protected by a file; nothing of it is real.
func defaultKeys(dir string) store.Keys { return store.FileKey(filepath.Join(dir, "terminal.key")) }

// editionCommands: the scripted day.
func editionCommands() map[string]commandLine {
	return map[string]commandLine{"demo": {"demo DIR", "台本どおりの1日を実際の画面で進め、結果を DIR に残します", runDemo}}
}
