package i18n

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// textsOf maps the keys of a language to their texts.
func textsOf(t *testing.T, lang string) map[string]string {
	t.Helper()
	messages, err := messagesOf(lang)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, m := range messages {
		if _, twice := texts[m.ID]; twice {
			t.Errorf("%s: %q stands in two files", lang, m.ID)
		}
		texts[m.ID] = m.Other
	}
	return texts
}

func TestEveryLanguageHasEveryText(t *testing.T) {
	first := textsOf(t, Languages()[0])
	for _, lang := range Languages()[1:] {
		other := textsOf(t, lang)
		for _, key := range slices.Sorted(maps.Keys(first)) {
			if strings.TrimSpace(other[key]) == "" {
				t.Errorf("%s has no text for %q", lang, key)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(other)) {
			if strings.TrimSpace(first[key]) == "" {
				t.Errorf("%s has %q, which %s has not", lang, key, Languages()[0])
			}
		}
	}
}

var filled = regexp.MustCompile(`{{\s*\.(\w+)`)

func TestATextIsFilledWithTheSameInEveryLanguage(t *testing.T) {
	first := textsOf(t, Languages()[0])
	for _, lang := range Languages()[1:] {
		other := textsOf(t, lang)
		for _, key := range slices.Sorted(maps.Keys(first)) {
			if a, b := places(first[key]), places(other[key]); !slices.Equal(a, b) {
				t.Errorf("%q is filled with %v in %s and with %v in %s", key, a, Languages()[0], b, lang)
			}
		}
	}
}

func places(text string) []string {
	var names []string
	for _, m := range filled.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// spoken finds T("key") and T("prefix."+...) in sources.
var spoken = regexp.MustCompile(`\bT\("([^"]+)"(\s*\+)?`)

func TestEveryTextThatAScreenSpeaksExists(t *testing.T) {
	texts := textsOf(t, Languages()[0])
	found := 0
	err := filepath.WalkDir("../app", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range spoken.FindAllStringSubmatch(string(source), -1) {
			found++
			if !exists(texts, m[1], m[2] != "") {
				t.Errorf("%s speaks %q, which is no text", path, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found == 0 {
		t.Error("no screen speaks: the pattern of this test no longer fits the sources")
	}
}

// exists looks for a key, or for keys that begin so when the rest is put together at run time.
func exists(texts map[string]string, key string, beginning bool) bool {
	if !beginning {
		return texts[key] != ""
	}
	for k := range texts {
		if strings.HasPrefix(k, key) {
			return true
		}
	}
	return false
}

func TestTwoLanguagesAtOnce(t *testing.T) {
	texts, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if ja, en := texts.In("ja").T("resident.language"), texts.In("en").T("resident.language"); ja != "日本語" || en != "English" {
		t.Errorf("spoken %q and %q", ja, en)
	}
	if got := texts.In("en").T("resident.step", "N", 2, "All", 4); got != "PIN 2 of 4" {
		t.Errorf("filled as %q", got)
	}
	if got := texts.In("xx").T("resident.language"); got != "日本語" {
		t.Errorf("a language without texts speaks %q", got)
	}
	if got := texts.In("ja").T("no.such.text"); got != "[no.such.text]" {
		t.Errorf("a missing text shows %q", got)
	}
}

// A text that names a value nobody gives shows <no value> to a person.
func TestATemplateThatDoesNotParseIsFound(t *testing.T) {
	for _, lang := range Languages() {
		for key, text := range textsOf(t, lang) {
			if strings.Count(text, "{{") != strings.Count(text, "}}") {
				t.Errorf("%s: %q has an open template: %q", lang, key, text)
			}
		}
	}
}

// The glossary says which word is used and which, written by habit, is not.
func TestWordsStayTheSameForTheSameThing(t *testing.T) {
	words := wordsOfGlossary(t)
	for key, text := range textsOf(t, "ja") {
		if strings.HasPrefix(key, "resident.") {
			continue // residents are spoken to in plainer words
		}
		for _, w := range words {
			if strings.Contains(strings.ReplaceAll(text, w.used, ""), w.not) {
				t.Errorf("%q says %s instead of %s: %q", key, w.not, w.used, text)
			}
		}
	}
}

type word struct{ used, not string }

// wordsOfGlossary reads the last table of docs/GLOSSARY.md.
func wordsOfGlossary(t *testing.T) []word {
	t.Helper()
	text, err := os.ReadFile("../docs/GLOSSARY.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), "| 使う | 使わない |\n| --- | --- |\n")
	if !found {
		t.Fatal("docs/GLOSSARY.md has no table of words any more")
	}
	var words []word
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 2 {
			break
		}
		words = append(words, word{strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1])})
	}
	return words
}
