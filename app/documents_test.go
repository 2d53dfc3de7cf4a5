package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/oplog"
)

// documentsOf are the texts of README.md and docs/, by path from the top.
func documentsOf(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, path := range filesUnder(t, ".md") {
		if path == "README.md" || strings.HasPrefix(path, "docs/") {
			texts[path] = read(t, path)
		}
	}
	return texts
}

// filesUnder lists the files of the tree with that ending, by path from the top.
func filesUnder(t *testing.T, ending string) []string {
	t.Helper()
	var paths []string
	err := fs.WalkDir(os.DirFS(".."), ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (path == "out" || path == "bin" || path == ".git"):
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(path, ending):
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var link = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)

func TestDocumentsLinkToWhatIsThere(t *testing.T) {
	found := 0
	for path, text := range documentsOf(t) {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			found++
			if _, err := os.Stat(filepath.Join("..", filepath.Dir(path), m[1])); err != nil {
				t.Errorf("%s links to %s: %v", path, m[1], err)
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d links were found", found)
	}
}

var (
	testName = regexp.MustCompile("`(Test[A-Z][A-Za-z0-9]+)`")
	testFunc = regexp.MustCompile(`(?m)^func (Test[A-Za-z0-9]+)\(`)
)

// eventName finds what looks like an event: a word that events begin with, a dot and more.
func eventName() *regexp.Regexp {
	words := map[string]bool{}
	for _, e := range oplog.Catalogue() {
		word, _, _ := strings.Cut(e.ID.String(), ".")
		words[word] = true
	}
	return regexp.MustCompile("`((?:" + strings.Join(slices.Sorted(maps.Keys(words)), "|") + ")\\.[a-z][a-z-]+)`")
}

// A document that says which record or which test keeps an article says so of one that exists.
func TestDocumentsNameEventsAndTestsThatExist(t *testing.T) {
	tests := map[string]bool{}
	for _, path := range filesUnder(t, "_test.go") {
		for _, m := range testFunc.FindAllStringSubmatch(read(t, path), -1) {
			tests[m[1]] = true
		}
	}
	events := eventName()
	for path, text := range documentsOf(t) {
		for _, m := range events.FindAllStringSubmatch(text, -1) {
			if _, known := oplog.ParseEvent(m[1]); !known && !strings.HasSuffix(m[1], ".json") { // a file
				t.Errorf("%s names the record %s, which is not in the catalogue", path, m[1])
			}
		}
		for _, m := range testName.FindAllStringSubmatch(text, -1) {
			if !tests[m[1]] {
				t.Errorf("%s names the test %s, which is not there", path, m[1])
			}
		}
	}
}

var (
	makeTarget = regexp.MustCompile("(?m)(?:`|^)make ([a-z-]+)")
	programUse = regexp.MustCompile("(?m)^\\| `madoguchi ?([^`]*)` \\|")
)

// README's commands are those of the Makefile and of the program, all of them.
func TestDocumentsNameCommandsThatExist(t *testing.T) {
	makefile := "\n" + read(t, "Makefile")
	for path, text := range documentsOf(t) {
		for _, m := range makeTarget.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(makefile, "\n"+m[1]+":") {
				t.Errorf("%s says make %s, which is no target", path, m[1])
			}
		}
	}
	japanese, _, _ := strings.Cut(read(t, "README.md"), "## English")
	var written []string
	for _, m := range programUse.FindAllStringSubmatch(japanese, -1) {
		written = append(written, strings.ReplaceAll(m[1], `\|`, "|")) // a bar in a table is written so
	}
	all := commands()
	for name := range editionCommands() {
		delete(all, name)
	}
	var known []string
	for _, c := range all {
		known = append(known, c.usage)
	}
	slices.Sort(written)
	slices.Sort(known)
	if diff := cmp.Diff(known, written); diff != "" {
		t.Errorf("README.md lists other commands than the program has (-program +README):\n%s", diff)
	}
}

// The settings file in the administrator's guide is the default one, and every setting stands in it.
func TestDocumentedSettingsAreTheDefaults(t *testing.T) {
	_, rest, found := strings.Cut(read(t, "docs/管理者の手引き.md"), "```toml\n")
	example, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("the guide has no settings file")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, settingsFile), []byte(example), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := readSettings(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(defaultSettings(), got); diff != "" {
		t.Errorf("the guide's file is not the default (-default +guide):\n%s", diff)
	}
	for _, key := range slices.Sorted(maps.Keys(settingNames(reflect.TypeFor[Settings]()))) {
		if !regexp.MustCompile(`(?m)^\[?` + key + `\b`).MatchString(example) {
			t.Errorf("the guide's file has no %s", key)
		}
	}
}

// settingNames are the keys of a settings struct, those of its tables too.
func settingNames(t reflect.Type) map[string]bool {
	names := map[string]bool{}
	for i := range t.NumField() {
		f := t.Field(i)
		names[f.Tag.Get("toml")] = true
		if f.Type.Kind() == reflect.Struct {
			maps.Copy(names, settingNames(f.Type))
		}
	}
	return names
}

func TestEveryPictureIsShown(t *testing.T) {
	texts := documentsOf(t)
	for _, path := range filesUnder(t, ".png") {
		name, ours := strings.CutPrefix(path, "docs/pictures/")
		if !ours {
			continue
		}
		shown := false
		for _, text := range texts {
			shown = shown || strings.Contains(text, "pictures/"+name+")")
		}
		if !shown {
			t.Errorf("%s is in no document", path)
		}
	}
}

// What a document says is not there yet, and what the source of the program (not its tests) would have if it were.
var missing = []struct{ path, said, source string }{
	{"docs/条文対応.md", "まだ利用を止めない", "juki.Refuse(juki.OutsideHours)"},
	{"docs/管理者の手引き.md", "利用時間(第17条)の制限", "juki.Refuse(juki.OutsideHours)"},
}

// A document that says that something is missing must not outlive the day when it comes.
func TestWhatDocumentsSayIsMissingIsMissing(t *testing.T) {
	var source strings.Builder
	for _, path := range filesUnder(t, ".go") {
		if !strings.HasSuffix(path, "_test.go") && (strings.HasPrefix(path, "app/") || strings.HasPrefix(path, "internal/")) {
			source.WriteString(read(t, path))
		}
	}
	program := source.String()
	for _, m := range missing {
		if !strings.Contains(read(t, m.path), m.said) {
			t.Errorf("%s no longer says %q: take it off this list", m.path, m.said)
		}
		if strings.Contains(program, m.source) {
			t.Errorf("%s says %q, but the program has %s now", m.path, m.said, m.source)
		}
	}
}
