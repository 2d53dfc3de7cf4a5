package clerk

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/kit"
	"madoguchi/internal/session"
)

// A walk goes along with every story: wherever a page or a dialog stands for the first times, it is shown in every mode and looked through
// for personal values of the sample data (第19条第3号・第5号). A page or dialog that no story shows fails the whole run, so that none is forgotten.
type walk struct {
	met   map[string]int // pages and dialogs, how often looked through
	seen  map[string]int // which widgets stood there together
	named map[string]int // personal values found in normal mode: the walk can fail
}

var walked = walk{met: map[string]int{}, seen: map[string]int{}, named: map[string]int{}}

// secrets are the personal values of the sample data in every spelling that a screen might use. Of a serial the last four may be shown.
func secrets() (all []string) {
	all = []string{"見本 太郎", "見本 次郎", "見本 三郎", "見本 史子", "ミホン", "タロウ", "ジロウ", "サブロウ", "フミコ", "見本町1",
		"A1B-23456", "A1B-23457", "A1B23456", "28225000000000000", "4900000000", "4900-0000"}
	for n := range 4 {
		year := 1990 + n
		all = append(all, fmt.Sprintf("%d-04-01", year), fmt.Sprintf("%d/04/01", year), fmt.Sprintf("%d0401", year), fmt.Sprintf("%d年4月1日", year), fmt.Sprintf("平成%d年4月1日", year-1988))
	}
	return all
}

// painted is every text of a window, shown or hidden, in a canvas object or in an overlay.
func painted(win fyne.Window) string {
	var out strings.Builder
	paintedBelow(&out, win.Content())
	for _, layer := range win.Canvas().Overlays().List() {
		paintedBelow(&out, layer)
	}
	out.WriteString(win.Title())
	return out.String()
}

func paintedBelow(out *strings.Builder, o fyne.CanvasObject) {
	switch o := o.(type) {
	case *canvas.Text:
		out.WriteString(o.Text + "\n")
	case *fyne.Container:
		for _, child := range o.Objects {
			paintedBelow(out, child)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			paintedBelow(out, child)
		}
	}
}

// modes are the ways in which nothing personal may be seen.
var modes = map[string]session.View{
	"masked":            {State: session.LoggedIn, Mode: session.Masked},
	"before a visitor":  {State: session.LoggedIn, Mode: session.Privacy},
	"veiled":            {State: session.LoggedIn, Mode: session.Normal, Sight: session.Veiled},
	"masked and veiled": {State: session.LoggedIn, Mode: session.Masked, Sight: session.Veiled},
}

// here is what stands on the window now: the page, and the dialog over it.
func (s *scene) here() (page, dialog string) {
	if s.w == nil || s.w.page == nil || s.w.frame.Covered() {
		return "", ""
	}
	page = strings.TrimPrefix(reflect.TypeOf(s.w.page).String(), "*clerk.")
	if s.win.Canvas().Overlays().Top() == nil {
		return page, ""
	}
	for _, id := range kit.IDs(s.w.frame.Top()) {
		if name, is := strings.CutSuffix(id, ".confirm"); is {
			return page, name
		}
	}
	return page, ""
}

// lookThrough shows what stands there in every mode.
func (s *scene) lookThrough() {
	s.t.Helper()
	page, dialog := s.here()
	if page == "" {
		return
	}
	walked.met[page]++
	if dialog != "" {
		walked.met["dialog "+dialog]++
	}
	s.w.showMode(session.View{State: session.LoggedIn, Mode: session.Normal})
	bare := s.withoutExamples(painted(s.win))
	for _, secret := range secrets() {
		if strings.Contains(bare, secret) {
			walked.named[secret]++
		}
	}
	for name, view := range modes {
		s.w.showMode(view)
		for _, said := range []string{painted(s.win), strings.Join(kit.Words(s.w.frame.Page()), "\n"), s.said()} {
			said = s.withoutExamples(said)
			for _, secret := range secrets() {
				if at := strings.Index(said, secret); at >= 0 {
					s.t.Errorf("%s %s, %s: %q", page, dialog, name, said[max(0, at-30):min(len(said), at+40)])
				}
			}
		}
	}
	s.w.showMode(s.session.View())
}

// jots writes a text that names somebody into a field, and looks through what stands there with it: free text has to be covered as names are.
func (s *scene) jots(id, text string) {
	s.t.Helper()
	s.write(id, text)
	s.lookThrough()
}

// A note that names somebody, of several lines.
const somebodysNote = "見本 太郎 様へ電話し、来庁の日時と、持って来ていただく書類を確かめた。\n午前中は不在とのことで、午後2時すぎにもう一度かけることにした。担当が替わるときは、この記載のとおりに引き継ぐ。"

// withoutExamples leaves out what the fields give as examples: it is nobody's, and looks like the sample data.
func (s *scene) withoutExamples(said string) string {
	said = strings.ReplaceAll(said, "\n", "") // what is wrapped is found too
	for _, key := range []string{"reception.key.support", "reception.kana.support", "reception.birth.support", "book.scan.support", "book.day.support",
		"operators.own.kana.support", "operators.own.area.support"} {
		for _, language := range []string{"ja", "en"} {
			said = strings.ReplaceAll(said, s.w.Texts.In(language).T(key), "")
		}
	}
	return said
}

// looksEach is how often the same widgets are looked through: a page is empty at its first look, while it reads.
const looksEach = 2

// passing is asked after each step of a story. A tab, a form that opens or another step of a procedure is something new to look through, though
// the page is the same.
func (s *scene) passing() {
	s.t.Helper()
	page, dialog := s.here()
	if page != "" {
		widgets := strings.Join(append(kit.IDs(s.w.frame.Top()), page, dialog), " ")
		if walked.seen[widgets]++; walked.seen[widgets] <= looksEach {
			s.lookThrough()
		}
	}
	if lockWalk != nil && s.w != nil {
		lockWalk(s)
	}
}

// TestMain tells at the end of a whole run which pages and dialogs nobody has shown.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.skip").Value.String() == "" && flag.Lookup("test.list").Value.String() == "" {
		code = walked.complain()
	}
	os.Exit(code)
}

// complain names what no story has shown.
func (w walk) complain() (code int) {
	all, err := declared(".")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	for _, name := range all {
		if w.met[name] == 0 {
			fmt.Printf("no story shows %s: the mask walk cannot look through it\n", name)
			code = 1
		}
	}
	for _, value := range []string{"見本 太郎", "平成2年4月1日"} {
		if w.named[value] == 0 {
			fmt.Printf("%q was on no screen in normal mode: the mask walk finds nothing\n", value)
			code = 1
		}
	}
	return code
}

// declared are the pages and dialogs that the package's source has: the types with the two methods of a page, and the ids of dialogs.
func declared(dir string) ([]string, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	methods, dialogs := map[string]map[string]bool{}, map[string]bool{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return nil, err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				noteMethod(methods, n)
			case *ast.CompositeLit:
				if id := dialogID(n); id != "" {
					dialogs["dialog "+id] = true
				}
			}
			return true
		})
	}
	for name, has := range methods {
		if has["show"] && has["leave"] {
			dialogs[name] = true
		}
	}
	return slices.Sorted(maps.Keys(dialogs)), nil
}

func noteMethod(methods map[string]map[string]bool, f *ast.FuncDecl) {
	if f.Recv == nil {
		return
	}
	star, is := f.Recv.List[0].Type.(*ast.StarExpr)
	if !is {
		return
	}
	if name, is := star.X.(*ast.Ident); is {
		if methods[name.Name] == nil {
			methods[name.Name] = map[string]bool{}
		}
		methods[name.Name][f.Name.Name] = true
	}
}

// dialogID is the id in a literal of a kit.Dialog; "" for others, and for one that is made of parts.
func dialogID(lit *ast.CompositeLit) string {
	kind, is := lit.Type.(*ast.SelectorExpr)
	if !is || kind.Sel.Name != "Dialog" {
		return ""
	}
	for _, e := range lit.Elts {
		if pair, is := e.(*ast.KeyValueExpr); is && fmt.Sprint(pair.Key) == "ID" {
			if text, is := pair.Value.(*ast.BasicLit); is {
				return strings.Trim(text.Value, `"`)
			}
		}
	}
	return ""
}

// lockWalk is set while the lock walk goes along.
var lockWalk func(*scene)
