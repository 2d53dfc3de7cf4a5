package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"

	"madoguchi/internal/central"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
)

// Settings are what an administrator sets for one terminal: the file terminal.toml in its data folder.
type Settings struct {
	MunicipalityCode juki.MunicipalityCode      `toml:"municipality_code"` // five digits
	Municipality     string                     `toml:"municipality"`
	Office           string                     `toml:"office"`
	Terminal         string                     `toml:"terminal"`        // id, part of the log's origin: "terminal-01"
	OperatorReader   string                     `toml:"operator_reader"` // "" until it is known: first start finds it by the card
	CustomerReader   string                     `toml:"customer_reader"`
	PadMonitor       string                     `toml:"pad_monitor"` // "" = the first monitor that is not the primary one
	Shelves          []string                   `toml:"shelves"`
	Language         string                     `toml:"language"`    // of the clerk's side: "ja" or "en"
	Profile          string                     `toml:"profile"`     // the regulation: "asago", "fukuoka"; profile.toml in the data folder goes before it
	Printer          string                     `toml:"printer"`     // ipp://host/path; "" when there is none
	PrinterPin       string                     `toml:"printer_pin"` // SHA-256 of the printer's own certificate, hex; "" for one that an authority signed
	Arrival          counter.ListHeaders        `toml:"arrival_headers"`
	Appointments     counter.AppointmentHeaders `toml:"appointment_headers"`
	KeepTakenLists   bool                       `toml:"keep_taken_lists"` // leaves a list in the arrival folder after it was taken in; else it is overwritten and removed
	Backup           BackupSettings             `toml:"backup"`
	Central          central.Settings           `toml:"central"` // the server that all terminals' operation history goes to
	Log              LogSettings                `toml:"log"`
	Delivery         DeliverySettings           `toml:"delivery"` // the folder that archives of the operation history are put into
	Scanner          ScannerSettings            `toml:"scanner"`  // for photos
}

const settingsFile = "terminal.toml"

// defaultSettings suit the city whose regulation the counter keeps; an administrator changes them in the file.
func defaultSettings() Settings {
	return Settings{
		MunicipalityCode: "28225", Municipality: "朝来市", Office: "市民課", Terminal: "terminal-01",
		Shelves: []string{"A-01", "A-02", "B-01", "B-02"}, Language: "ja", Profile: "asago", Arrival: counter.DefaultListHeaders(),
		Appointments: counter.DefaultAppointmentHeaders(), Backup: defaultBackup(), Central: central.Settings{At: []central.DayTime{}},
		Scanner: ScannerSettings{Kind: noScanner},
	}
}

// origin names this terminal's log: what its checkpoints and its key are signed under.
func (s Settings) origin() string { return string(s.MunicipalityCode) + ".madoguchi/" + s.Terminal }

// readSettings reads the terminal's settings; a missing file means the defaults.
func readSettings(dir string) (Settings, error) {
	s := defaultSettings()
	meta, err := toml.DecodeFile(filepath.Join(dir, settingsFile), &s)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("reading %s: %w", settingsFile, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return s, fmt.Errorf("reading %s: unknown setting %s", settingsFile, unknown[0])
	}
	if _, err := juki.ParseMunicipalityCode(string(s.MunicipalityCode)); err != nil {
		return s, fmt.Errorf("reading %s: municipality_code: %w", settingsFile, err)
	}
	return s, nil
}

// write stores the settings whole: a new file beside the old one, synced, then renamed over it.
func (s Settings) write(dir string) error {
	return writeWhole(filepath.Join(dir, settingsFile), func(w io.Writer) error { return toml.NewEncoder(w).Encode(s) })
}

// dataFolder is where a terminal keeps its data when --data says nothing.
func dataFolder(name string) (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, name), nil
	}
	if dir := os.Getenv("LOCALAPPDATA"); dir != "" {
		return filepath.Join(dir, name), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("finding the data folder: %w", err)
	}
	return filepath.Join(home, ".local", "share", name), nil
}
