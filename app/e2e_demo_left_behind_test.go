//go:build linux && training

package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"madoguchi/app/training"
	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/report"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// demoVariable names a folder in which the demo day was played already (make demo OUT=dir): then it is not played again.
const demoVariable = "MADOGUCHI_DEMO"

// demoScript is where the hands of the demo day type.
const demoScript = "day_training_linux.go"

// The whole demo day is played, and then everything it left is searched for everything personal that was used in it: every cell of every table, read
// in every way text can be hidden in, the archive, the log as a CSV and as a paper, and every file (第13条第1項・第19条第2号・第4号).
func TestTheDemoDayLeavesNothingPersonalBehind(t *testing.T) {
	temporary := t.TempDir()
	out, complaints := playedDemo(t, temporary)
	data := filepath.Join(out, "data")
	leftInOrder(t, data, complaints)
	secrets := usedInTheDemo(t)
	secrets.tell = func(where, what string) { t.Errorf("%s holds %s", where, what) }
	records := secrets.searchCells(t, filepath.Join(data, store.FileName))
	if records < 100 {
		t.Errorf("only %d records: was the day played at all?", records)
	}
	for _, name := range []string{"log.archive", "day.json"} {
		text, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		secrets.searchText(name, string(text))
	}
	for name, text := range takenOutOfTheLog(t, data) {
		secrets.searchText(name, text)
	}
	if files := secrets.searchFiles(t, data); files < 5 {
		t.Errorf("only %d files", files)
	}
	secrets.searchFiles(t, temporary)
}

// playedDemo plays the demo day in a process of its own, unless somebody did; what it has to put down for a moment goes to temporary.
func playedDemo(t *testing.T, temporary string) (out, complaints string) {
	if out = os.Getenv(demoVariable); out != "" {
		return out, ""
	}
	needStage(t)
	out = t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 2*storyDeadline)
	defer cancel()
	var said strings.Builder
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), storyVariable+"="+demoStory, stageVariable+"="+out, "HOME="+t.TempDir(), "TMPDIR="+temporary)
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("the demo day: %v\n%s", err, said.String())
	}
	return out, said.String()
}

// secrets are personal values by what they are.
type secrets struct {
	long  map[string][]string // so long that they do not occur by chance: looked for anywhere
	forms map[string][][]byte // the same in the encodings a program could write
	short []string            // PINs and the like: looked for as whole words of a text
	tell  func(where, what string)
}

// usedInTheDemo gathers what the day used from where the day has it: the sample people, the staff, the cards, and what the script types.
func usedInTheDemo(t *testing.T) secrets {
	t.Helper()
	all := secrets{long: map[string][]string{}}
	add := func(what string, values ...string) {
		for _, v := range values {
			if v != "" && !slices.Contains(all.long[what], v) {
				all.long[what] = append(all.long[what], v)
			}
		}
	}
	for _, p := range training.Samples() {
		add("a name", p.Name, strings.ReplaceAll(p.Name, " ", ""), strings.ReplaceAll(p.Name, " ", "\u3000"))
		add("a name in kana", p.Kana, strings.ReplaceAll(p.Kana, " ", ""), strings.ReplaceAll(p.Kana, " ", "\u3000"), juki.KanaKey(p.Kana))
		add("an address", p.Address)
		add("a birth date", birthDates(t, p.Birth)...)
		add("a notice number", string(p.Notice), strings.ReplaceAll(string(p.Notice), "-", ""))
		add("an application id", string(p.Application))
		add("a card's serial", string(p.Serial))
	}
	for _, o := range training.Operators() {
		add("an operator's name", o.Name, strings.ReplaceAll(o.Name, " ", ""))
		add("an operator's password", o.Password)
	}
	add("a My Number", sim.SampleMyNumber)
	for _, typed := range typedPINs(t) {
		if len(typed) >= 8 {
			add("a signature password", typed, strings.ToLower(typed))
		} else {
			all.short = append(all.short, typed)
		}
	}
	all.forms = map[string][][]byte{}
	for what, values := range all.long {
		for i, v := range values {
			all.forms[fmt.Sprintf("%s #%d", what, i)] = encodings(v)
		}
	}
	pins := sim.SamplePINs()
	all.short = append(all.short, pins[0], sim.SampleOperatorPIN) // the others are years and counts too
	return all
}

// birthDates are the ways in which a birth date may be written down.
func birthDates(t *testing.T, listed string) []string {
	d, err := juki.ParseDate(listed)
	if err != nil {
		t.Fatal(err)
	}
	return []string{listed, d.String(), d.Wareki(), strings.ReplaceAll(d.String(), "-", ""), strings.ReplaceAll(d.String(), "-", "/"),
		fmt.Sprintf("%d/%d/%d", d.Year, d.Month, d.Day), fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day), fmt.Sprintf("%d.%d.%d", d.Year, d.Month, d.Day)}
}

// typedPINs are the literals that the script of the day presses on the resident's pad.
func typedPINs(t *testing.T) (typed []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), demoScript, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, isCall := n.(*ast.CallExpr)
		if !isCall || len(call.Args) != 1 {
			return true
		}
		f, isMethod := call.Fun.(*ast.SelectorExpr)
		literal, isText := call.Args[0].(*ast.BasicLit)
		if isMethod && isText && slices.Contains([]string{"typePIN", "setPIN", "typeTwice"}, f.Sel.Name) {
			if text, err := strconv.Unquote(literal.Value); err == nil && len(text) >= 4 { // less is a half that goes on
				typed = append(typed, text)
			}
		}
		return true
	})
	if len(typed) < 6 {
		t.Fatalf("the script types only %d PINs", len(typed))
	}
	return typed
}

// mayStand is where a personal value may stand in the clear, and why. Everything else that is personal lies in sealed columns, which are searched like
// the others: what is sealed does not read.
var mayStand = map[string][]string{
	// The ledger counts cards by their serials (第22条第1号): a serial names a card, not a person; the log has its last four characters alone.
	"a card's serial": {"movement.serial", "card_at.serial", "count_line.serial", "count_differs.serial", "case_file.serial", "appointment.serial",
		"disposal.serial", "incident.serial", "transfer.slip",
		store.FileName, store.FileName + "-wal"}, // the same columns, as the file has them
}

// searchFiles looks into every file of a folder, and into its name; also into the lists of the arrival folder, which go when they were taken in.
func (s secrets) searchFiles(t *testing.T, folder string) (files int) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(folder, path)
		s.complain("the name of "+name, s.in([]byte(name)))
		if !d.Type().IsRegular() {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		s.complain(name, s.in(content))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// searchCells looks into every cell of the database, and tells how many records the log has.
func (s secrets) searchCells(t *testing.T, path string) (records int) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tables := column(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	for _, table := range tables {
		rows, err := db.Query(`SELECT * FROM "` + table + `"`)
		if err != nil {
			t.Fatal(err)
		}
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			if table == "record" {
				records++
			}
			values := make([]any, len(names))
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				t.Fatal(err)
			}
			for i, v := range values {
				s.searchValue(table+"."+names[i], *v.(*any))
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		_ = rows.Close()
	}
	return records
}

func column(t *testing.T, db *sql.DB, query string) (list []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

func (s secrets) searchValue(column string, value any) {
	switch v := value.(type) {
	case string:
		s.searchText(column, v)
	case []byte:
		s.complain(column, s.in(v))
	case nil:
	default:
		s.searchText(column, fmt.Sprint(v)) // numbers too
	}
}

// searchText looks into a text, and into what it may hide.
func (s secrets) searchText(where, text string) {
	for _, reading := range readings(text) {
		s.complain(where, s.in(reading))
	}
	words := word.FindAllString(text, -1)
	for i, pin := range s.short {
		if slices.Contains(words, pin) {
			s.tell(where, fmt.Sprintf("a PIN #%d", i))
		}
	}
}

// complain tells what was found and is not allowed there.
func (s secrets) complain(where string, found []string) {
	for _, what := range found {
		if kind, _, _ := strings.Cut(what, " #"); !slices.Contains(mayStand[kind], where) {
			s.tell(where, what)
		}
	}
}

// in names what of the secrets stands in the bytes.
func (s secrets) in(content []byte) (found []string) {
	for what, forms := range s.forms {
		if slices.ContainsFunc(forms, func(form []byte) bool { return bytes.Contains(content, form) }) {
			found = append(found, what)
		}
	}
	return found
}

var packed = regexp.MustCompile(`[0-9A-Za-z+/=_-]{12,}`)

// readings are a text as it is, its JSON without escapes, and what stands in it as hex or base64.
func readings(text string) [][]byte {
	all := [][]byte{[]byte(text)}
	var tree any
	if json.Unmarshal([]byte(text), &tree) == nil {
		all = append(all, []byte(fmt.Sprint(tree)))
	}
	for _, p := range packed.FindAllString(text, -1) {
		if b, err := hex.DecodeString(p); err == nil {
			all = append(all, b)
		}
		for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding} {
			if b, err := e.DecodeString(p); err == nil {
				all = append(all, b)
			}
		}
	}
	return all
}

// takenOutOfTheLog is the log as people take it out: as a CSV, and as the text of the paper.
func takenOutOfTheLog(t *testing.T, data string) map[string]string {
	t.Helper()
	list := stock.LogSheet{PaperHead: stock.PaperHead{City: "朝来市", Terminal: "terminal-01", MadeAt: demoDay.At(17, 0)}}
	err := withData(data, func(m *Main) error {
		found, err := m.db.SearchLog(t.Context(), oplog.Search{}, oplog.Spot{}, maxDemoRecords)
		for _, f := range found.Found {
			l := historyLine(f, oplog.Japanese)
			list.Lines = append(list.Lines, stock.LogSheetLine{Seq: l.Seq, Time: l.Time, Operator: l.Operator, Case: l.Case, Event: l.Event, Sentence: l.Sentence})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var table, pdf bytes.Buffer
	paper, err := report.Compose(list, report.Options{})
	if err == nil {
		err = paper.WritePDF(&pdf)
	}
	if err != nil || report.WriteLogCSV(&table, list) != nil {
		t.Fatal(err)
	}
	read := exec.CommandContext(t.Context(), "pdftotext", "-enc", "UTF-8", "-", "-")
	read.Stdin = &pdf
	text, err := read.Output()
	if err != nil || !strings.Contains(string(text), "R08-") {
		t.Fatalf("the paper does not read: %v", err)
	}
	return map[string]string{"the CSV": table.String(), "the paper": string(text)}
}

// The search finds what is planted: in a text, in JSON, as hex and base64, in a blob, in a number, in UTF-16 and Shift_JIS; and lets pass what is allowed.
func TestTheSearchForThePersonalFindsWhatIsPlanted(t *testing.T) {
	s := usedInTheDemo(t)
	path := filepath.Join(t.TempDir(), "planted.db")
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	p := training.Samples()[5]
	escaped := strings.Trim(strconv.QuoteToASCII(p.Kana), `"`)
	birth, err := strconv.Atoi(birthDates(t, p.Birth)[3])
	if err != nil {
		t.Fatal(err)
	}
	wide := encodings(p.Name)
	plants := []any{"x" + p.Name + "x", `{"f":{"reason":"` + escaped + `"}}`, hex.EncodeToString([]byte(p.Address)), "salt " + base64.StdEncoding.EncodeToString([]byte(p.Address)),
		append([]byte{0, 1}, wide[1]...), birth, "the PIN is " + typedPINs(t)[0], string(p.Notice), string(p.Serial), sim.SampleMyNumber}
	for i, v := range plants {
		table := fmt.Sprintf("plant_%d", i)
		if _, err := db.Exec(`CREATE TABLE ` + table + ` (v)`); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(`INSERT INTO `+table+` VALUES (?)`, v); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec(`CREATE TABLE movement (serial); INSERT INTO movement VALUES (?)`, string(p.Serial)); err != nil {
		t.Fatal(err)
	}
	_ = db.Close()
	var heard strings.Builder
	s.tell = func(where, _ string) { heard.WriteString(where + "\n") }
	s.searchCells(t, path)
	for i := range plants {
		if !strings.Contains(heard.String(), fmt.Sprintf("plant_%d.v\n", i)) {
			t.Errorf("plant %d was not found", i)
		}
	}
	if strings.Contains(heard.String(), "movement") {
		t.Error("what is allowed was complained of")
	}
}
