package juki_test

import (
	"bufio"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"madoguchi/internal/juki"
)

var update = flag.Bool("update", false, "write the generated files anew")

// The constants of codes.go and Codes() are one list, in one order.
func TestNoCodeIsForgotten(t *testing.T) {
	declared := declaredCodes(t)
	listed := juki.Codes()
	if len(declared) != len(listed) {
		t.Errorf("codes.go declares %d codes, Codes() lists %d", len(declared), len(listed))
	}
	for i := range min(len(declared), len(listed)) {
		if declared[i] != string(listed[i]) {
			t.Fatalf("place %d: codes.go has %q, Codes() has %q", i, declared[i], listed[i])
		}
	}
}

// declaredCodes reads the constants of type Code from the source.
func declaredCodes(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "Code" {
			return true
		}
		code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, code)
		return true
	})
	return codes
}

func TestEveryCodeHasItsTexts(t *testing.T) {
	for _, language := range []string{"ja", "en"} {
		texts := codeTexts(t, language)
		for _, code := range juki.Codes() {
			for _, part := range partsOf(code) {
				key := "code." + string(code) + "." + part
				if strings.TrimSpace(texts[key]) == "" {
					t.Errorf("%s: %s has no text", language, key)
				}
				delete(texts, key)
			}
		}
		for key := range texts {
			t.Errorf("%s: %s belongs to no code, or to one the resident never meets", language, key)
		}
	}
}

// Sentences for residents never say what kind of person or number is behind a trouble, and end like sentences.
func TestTextsAreSentences(t *testing.T) {
	for language, end := range map[string]string{"ja": "。", "en": "."} {
		for key, text := range codeTexts(t, language) {
			if !strings.HasSuffix(text, end) {
				t.Errorf("%s: %s does not end with %q", language, key, end)
			}
			if len([]rune(text)) > 160 {
				t.Errorf("%s: %s is longer than a banner", language, key)
			}
		}
	}
}

func TestTheDocumentedErrorListIsFresh(t *testing.T) {
	want := errorList(t)
	path := filepath.Join(root(t), "docs", "エラー一覧.md")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/エラー一覧.md is stale: go test ./internal/juki -update")
	}
}

// errorList is docs/エラー一覧.md.
func errorList(t *testing.T) string {
	ja := codeTexts(t, "ja")
	var b strings.Builder
	b.WriteString("# エラー一覧\n\n窓口が返す結果コードのすべてです。この表は `internal/juki` のコードと `i18n/ja/codes.toml` の文から作られます\n" +
		"(`go test ./internal/juki -update`)。手で書き換えないでください。\n\n" +
		"| コード | 何が起きたか | 次にすること | 住民側の画面 | 根拠 |\n| --- | --- | --- | --- | --- |\n")
	for _, code := range juki.Codes() {
		text := func(part string) string { return strings.ReplaceAll(ja["code."+string(code)+"."+part], "|", `\|`) }
		b.WriteString("| `" + string(code) + "` | " + text("what") + " | " + text("do") + " | " + text("resident") + " | " + juki.ArticleOf(code) + " |\n")
	}
	return b.String()
}

func partsOf(code juki.Code) []string {
	if juki.MetByResident(code) {
		return []string{"what", "do", "resident"}
	}
	return []string{"what", "do"}
}

var textLine = regexp.MustCompile(`^"([a-z0-9.-]+)" = ("(?:[^"\\]|\\.)*")$`)

// codeTexts reads i18n/LANGUAGE/codes.toml and insists on one "key" = "text" a line, which any TOML reader takes too.
func codeTexts(t *testing.T, language string) map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join(root(t), "i18n", language, "codes.toml"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	texts := map[string]string{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		m := textLine.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("%s: not a line of texts: %s", language, line)
		}
		if _, twice := texts[m[1]]; twice {
			t.Errorf("%s: %s stands twice", language, m[1])
		}
		if texts[m[1]], err = strconv.Unquote(m[2]); err != nil {
			t.Fatalf("%s: %s: %v", language, m[1], err)
		}
	}
	return texts
}

// root is the module's folder: the nearest parent with go.mod.
func root(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			t.Fatal("no go.mod above the test")
		}
		folder = filepath.Dir(folder)
	}
}
