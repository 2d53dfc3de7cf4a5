// Package i18n holds every text a person reads, a folder a language, a file a topic, and speaks several languages at
// once: the clerk's window and the resident's may differ.
package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"path"

	"github.com/BurntSushi/toml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed ja/*.toml en/*.toml
var files embed.FS

// Languages are the folders of texts, in the order a screen offers them. Japanese is the first and has every text.
func Languages() []string { return []string{"ja", "en"} }

// Texts are the texts of all languages.
type Texts struct{ printers map[string]Printer }

// Load reads the embedded texts.
func Load() (*Texts, error) {
	t := &Texts{printers: map[string]Printer{}}
	for _, lang := range Languages() {
		messages, err := messagesOf(lang)
		if err != nil {
			return nil, err
		}
		tag, err := language.Parse(lang)
		if err != nil {
			return nil, fmt.Errorf("i18n: language %q: %w", lang, err)
		}
		bundle := goi18n.NewBundle(tag)
		if err := bundle.AddMessages(tag, messages...); err != nil {
			return nil, fmt.Errorf("i18n: texts of %s: %w", lang, err)
		}
		t.printers[lang] = Printer{goi18n.NewLocalizer(bundle, lang)}
	}
	return t, nil
}

// messagesOf reads all topics of a language. Keys stand flat in the files: "page.part" = "text".
func messagesOf(lang string) ([]*goi18n.Message, error) {
	topics, err := fs.ReadDir(files, lang)
	if err != nil {
		return nil, fmt.Errorf("i18n: %w", err)
	}
	var all []*goi18n.Message
	for _, topic := range topics {
		texts := map[string]string{}
		name := path.Join(lang, topic.Name())
		if _, err := toml.DecodeFS(files, name, &texts); err != nil {
			return nil, fmt.Errorf("i18n: %s: %w", name, err)
		}
		for id, text := range texts {
			all = append(all, &goi18n.Message{ID: id, Other: text})
		}
	}
	return all, nil
}

// In speaks a language; Japanese for one that has no texts.
func (t *Texts) In(lang string) Printer {
	if p, ok := t.printers[lang]; ok {
		return p
	}
	return t.printers[Languages()[0]]
}

// Printer speaks one language.
type Printer struct{ localizer *goi18n.Localizer }

// T is the text of a key. args are names and values in turn: T("count.cards", "N", 3) fills {{.N}}. A missing text shows
// its key in brackets, so that it is seen.
func (p Printer) T(key string, args ...any) string {
	data := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			data[name] = args[i+1]
		}
	}
	text, err := p.localizer.Localize(&goi18n.LocalizeConfig{MessageID: key, TemplateData: data})
	if err != nil {
		return "[" + key + "]"
	}
	return text
}
