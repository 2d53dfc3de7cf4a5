package juki_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// plain are the exported names of juki that stand for no term of a regulation.
var plain = []string{"Date", "ClockTime", "MonthDay"}

// goName is a name of ours as documents write it: `juki.Post`.
var goName = regexp.MustCompile("`([a-z]+)\\.([A-Z][A-Za-z]*)`")

// Every Go name that a document mentions is an exported name of the source.
func TestGlossaryAndDocumentsNameWhatIsThere(t *testing.T) {
	packages := map[string]map[string]string{}
	found := 0
	for path, text := range documents(t) {
		for _, m := range goName.FindAllStringSubmatch(text, -1) {
			pkg, name := m[1], m[2]
			if packages[pkg] == nil {
				packages[pkg] = exported(t, pkg)
			}
			found++
			if packages[pkg][name] == "" {
				t.Errorf("%s names %s.%s, which is not there", path, pkg, name)
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d names were found: the pattern of this test no longer fits the documents", found)
	}
}

// Every type and constant of juki that stands for a term of a regulation is in the glossary.
func TestGlossaryHasEveryTerm(t *testing.T) {
	glossary := documents(t)["docs/GLOSSARY.md"]
	names := exported(t, "juki")
	for _, name := range slices.Sorted(maps.Keys(names)) {
		kind := names[name]
		if kind == "func" || kind == "var" || kind == "Code" || slices.Contains(plain, name) {
			continue // outcome codes have a list of their own: docs/エラー一覧.md
		}
		if !strings.Contains(glossary, "`juki."+name+"`") {
			t.Errorf("juki.%s is not in docs/GLOSSARY.md", name)
		}
	}
	for _, name := range plain {
		if names[name] == "" {
			t.Errorf("juki.%s is gone: take it off the list of plain names", name)
		}
	}
}

// documents are the texts of README.md and docs/, by path.
func documents(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	top := os.DirFS(root(t))
	err := fs.WalkDir(top, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && path != "docs" && !strings.HasPrefix(path, "docs/"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".md"):
			return nil
		}
		text, err := fs.ReadFile(top, path)
		texts[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// exported are the exported names of a package and what they are: "type", "func", "var", or for a constant its type's name
// ("const" when it has none). hardware stands beside internal/.
func exported(t *testing.T, pkg string) map[string]string {
	t.Helper()
	dir := filepath.Join(root(t), "internal", pkg)
	if pkg == "hardware" {
		dir = filepath.Join(root(t), pkg)
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			declared(d, names)
		}
	}
	return names
}

func declared(d ast.Decl, names map[string]string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil && d.Name.IsExported() {
			names[d.Name.Name] = "func"
		}
	case *ast.GenDecl:
		kind := d.Tok.String()
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() {
					names[spec.Name.Name] = kind
				}
			case *ast.ValueSpec:
				if typ, ok := spec.Type.(*ast.Ident); ok && d.Tok == token.CONST {
					kind = typ.Name // the following lines of an iota block have it too
				}
				for _, name := range spec.Names {
					if name.IsExported() {
						names[name.Name] = kind
					}
				}
			}
		}
	}
}
