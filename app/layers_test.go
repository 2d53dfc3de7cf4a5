package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// allowed says what each package may import of this module: the walls of the house. A folder stands for itself and
// everything below it unless a longer entry says otherwise. Adding a line here is an architectural decision.
var allowed = map[string][]string{
	"assets/fonts":                 {},
	"assets":                       {},
	"i18n":                         {},
	"internal/juki":                {},
	"internal/golden":              {},
	"internal/pin":                 {"internal/juki"},
	"internal/profile":             {"internal/juki", "assets"},
	"hardware":                     {},
	"hardware/pcsc":                {"hardware"},
	"hardware/printer":             {"hardware"},
	"hardware/sound":               {"hardware"},
	"hardware/screen":              {"hardware"},
	"hardware/sim":                 {"hardware"},
	"hardware/hardwaretest":        {"hardware", "hardware/sim"},
	"internal/cards":               {"internal/juki", "internal/pin", "hardware"},
	"internal/cards/testissuer":    {"internal/juki", "internal/pin", "internal/cards", "hardware"},
	"internal/oplog":               {"internal/juki"},
	"internal/stock":               {"internal/juki", "internal/oplog"},
	"internal/session":             {"internal/juki", "internal/cards", "internal/oplog", "hardware"},
	"internal/counter":             {"internal/juki", "internal/pin", "internal/cards", "internal/oplog", "internal/stock", "hardware"},
	"internal/photo":               {"internal/juki", "internal/oplog", "internal/counter", "hardware"},
	"internal/photo/testregistrar": {"internal/juki", "internal/photo"},
	"internal/store":               {"internal/juki", "internal/cards", "internal/oplog", "internal/stock", "internal/session", "internal/counter", "internal/photo"},
	"internal/central":             {"internal/juki", "internal/oplog"},
	"internal/report":              {"internal/juki", "internal/stock", "internal/counter", "assets/fonts"},
	"internal/sheetread":           {},
	"app/locale":                   {},
	"app/kit":                      {"assets/fonts", "assets", "i18n"},
	"app/clerk":                    {"app/kit", "i18n", "internal/juki", "internal/session", "internal/counter", "internal/photo", "internal/stock", "internal/oplog"},
	"app/resident":                 {"app/kit", "i18n", "assets", "assets/fonts", "internal/juki", "internal/pin", "hardware"},
	"app/robot":                    {"hardware"},
	"app/training":                 {"app/kit", "app/robot", "i18n", "hardware", "hardware/sim", "internal/juki", "internal/session"},
	"app":                          nil, // wires everything
}

// libraries that only one package may use.
var onlyUser = map[string][]string{
	"github.com/mattn/go-sqlite3":    {"internal/store"},
	"github.com/jung-kurt/gofpdf":    {"internal/report"},
	"github.com/skip2/go-qrcode":     {"internal/report"},
	"github.com/makiuchi-d/gozxing":  {"internal/sheetread"},
	"github.com/ebfe/scard":          {"hardware/pcsc", "app/bench"}, // the bench times the bare library, its peer
	"github.com/OpenPrinting/goipp":  {"hardware/printer"},
	"github.com/ebitengine/oto/":     {"hardware/sound"},
	"fyne.io/fyne/v2/app":            {"app", "app/bench/bare", "app/bench/pad"}, // measuring programs are no part of the product
	"github.com/jezek/xgb":           {"hardware/screen", "app/robot"},
	"github.com/godbus/dbus/":        {"hardware/screen"}, // the desktop's lock and sleep
	"github.com/ebitengine/purego":   {"hardware/screen"}, // macOS: one message to a window
	"github.com/jackc/pgx/":          {"internal/central"},
	"github.com/nicksnyder/go-i18n/": {"i18n"},
	"github.com/BurntSushi/toml":     {"i18n", "internal/profile", "app"},
}

const module = "madoguchi/"

func TestLayers(t *testing.T) {
	files := 0
	walkSources(t, func(pkg, path string, imports []string) {
		files++
		for _, imp := range imports {
			if own, ok := strings.CutPrefix(imp, module); ok {
				checkOwn(t, pkg, path, own)
				continue
			}
			for lib, users := range onlyUser {
				if strings.HasPrefix(imp, lib) && !slices.Contains(users, pkg) {
					t.Errorf("%s: %s belongs to %v alone", path, imp, users)
				}
			}
			if strings.HasPrefix(imp, "fyne.io/") && !strings.HasPrefix(pkg, "app") {
				t.Errorf("%s: windows belong under app/", path)
			}
			if pkg == "internal/juki" && strings.Contains(imp, ".") {
				t.Errorf("%s: juki knows the standard library only, not %s", path, imp)
			}
		}
	})
	if files < 100 {
		t.Fatalf("only %d source files were found: the test looks at the wrong folder", files)
	}
}

func checkOwn(t *testing.T, pkg, path, imported string) {
	t.Helper()
	if imported == "app" || strings.HasPrefix(imported, "app/") && pkg != "app" && !strings.HasPrefix(pkg, "app/") {
		t.Errorf("%s: nobody imports app", path)
		return
	}
	rule, name := ruleOf(pkg)
	if rule == nil && name == "app" {
		return
	}
	if imported != name && !slices.Contains(rule, imported) && !below(name, imported) {
		t.Errorf("%s: %s must not import %s", path, pkg, imported)
	}
}

// below lets a package import its own sub-packages' siblings under the same rule (hardware/sim/ifd and hardware/sim).
func below(name, imported string) bool {
	return name != "hardware" && strings.HasPrefix(imported, name+"/") && name != "app"
}

func ruleOf(pkg string) ([]string, string) {
	for name := pkg; ; name = filepath.Dir(name) {
		if rule, ok := allowed[name]; ok {
			return rule, name
		}
		if name == "." || name == "/" {
			return []string{}, pkg
		}
	}
}

// walkSources visits every Go file of the product; tests may import what they need.
func walkSources(t *testing.T, visit func(pkg, path string, imports []string)) {
	t.Helper()
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			if d != nil && d.IsDir() && (d.Name() == "out" || d.Name() == "bin" || d.Name() == ".git") {
				return fs.SkipDir
			}
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", path), nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			imports = append(imports, name)
		}
		visit(filepath.Dir(path), path, imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The release program contains no simulator, no test issuer, no robot: what is not in it cannot be switched on.
func TestReleaseContainsNoSimulator(t *testing.T) {
	deps := func(tags string) string {
		out, err := exec.Command("go", "list", "-deps", "-tags", tags, ".").Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	for _, p := range []string{"hardware/sim", "internal/cards/testissuer", "internal/photo/testregistrar", "app/training", "app/robot", "hardware/hardwaretest"} {
		if strings.Contains(deps("migrated_fynedo,x11"), module+p) {
			t.Errorf("the release program contains %s", p)
		}
	}
	training := deps("migrated_fynedo,x11,training")
	if !strings.Contains(training, module+"hardware/sim") {
		t.Error("the training program has no simulator: this test looks for the wrong thing")
	}
	if strings.Contains(training, module+"hardware/pcsc") {
		t.Error("the training program contains the real card driver: training could touch a real card")
	}
	if strings.Contains(training, module+"hardware/scanner") {
		t.Error("the training program contains the real scanner driver: training could scan a real photo")
	}
}
