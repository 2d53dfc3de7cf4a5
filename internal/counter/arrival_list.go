package counter

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"madoguchi/internal/juki"
)

// The limits of an arrival list. A box holds some hundred cards; a city's whole year is below these.
const (
	MaxListBytes = 16 << 20
	MaxListRows  = 50_000
	maxField     = 2_000 // bytes; longer means that a quotation mark was lost
)

// ListHeaders maps the columns of an arrival list: what its header row calls each.
type ListHeaders struct {
	Serial      string `toml:"serial"`
	Application string `toml:"application"`
	Notice      string `toml:"notice"`
	Name        string `toml:"name"`
	Kana        string `toml:"kana"`
	Address     string `toml:"address"`
	Birth       string `toml:"birth"`
	Sex         string `toml:"sex"`
	Expires     string `toml:"expires"`
	Kind        string `toml:"kind"`
}

// DefaultListHeaders are the headers of the list as it comes.
func DefaultListHeaders() ListHeaders {
	return ListHeaders{Serial: "製造番号", Application: "申請書ID", Notice: "交付通知書番号", Name: "氏名", Kana: "氏名カナ", Address: "住所",
		Birth: "生年月日", Sex: "性別", Expires: "有効期限", Kind: "カード種別"}
}

// listField is a column the counter needs.
type listField int

const (
	fieldSerial listField = iota
	fieldApplication
	fieldNotice
	fieldName
	fieldKana
	fieldAddress
	fieldBirth
	fieldSex
	fieldExpires
	fieldKind
	listFields
	noField listField = -1
)

// names are the headers in the order of the fields.
func (h ListHeaders) names() [listFields]string {
	return [listFields]string{h.Serial, h.Application, h.Notice, h.Name, h.Kana, h.Address, h.Birth, h.Sex, h.Expires, h.Kind}
}

// Row is one good row of an arrival list.
type Row struct {
	Line        int // in the file, the header is line 1
	Serial      juki.CardSerial
	Application juki.ApplicationID
	Notice      juki.NoticeNumber
	Kind        juki.CardKind
	Expires     juki.Date
	Person      juki.Person // name, kana and address exactly as they came
}

// BadRow is one thing wrong with a row; a row can have several.
type BadRow struct {
	Line   int
	Column string // the header of the column, "" when the row as a whole is wrong
	Code   juki.Code
	field  listField
}

// Preview is a list as read, before anything is stored.
type Preview struct {
	Good     []Row
	Bad      []BadRow // by line, then by column
	Known    int      // rows whose cards the book has already
	Rows     int      // rows with something in them, without the header
	Encoding string   // "UTF-8" or "CP932"
	Digest   [32]byte // SHA-256 of the file: the log names the list by it
	headers  [listFields]string
}

// BadRows is how many rows have something wrong.
func (p Preview) BadRows() int {
	lines := map[int]bool{}
	for _, b := range p.Bad {
		lines[b.Line] = true
	}
	return len(lines)
}

// document is what the ledger calls the list (根拠文書).
func (p Preview) document() string { return "list-" + hex.EncodeToString(p.Digest[:6]) }

func (p Preview) inColumn(b BadRow) BadRow {
	if b.field != noField {
		b.Column = p.headers[b.field]
	}
	return b
}

func (p *Preview) sortBad() {
	slices.SortStableFunc(p.Bad, func(a, b BadRow) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.field, b.field)) })
}

// ReadList reads an arrival list strictly: CP932 (Shift_JIS) or UTF-8 with or without BOM, RFC 4180 quotes, one row a line.
// Every bad row is told by line, column and code, and the rest goes on. A list that is no list at all is an error: the
// Outcomes ListUndecodable, ListHeaderMissing, ListEmpty and ListTooLarge. today bounds birth dates.
func ReadList(file []byte, h ListHeaders, today juki.Date) (Preview, error) {
	p := Preview{Digest: sha256.Sum256(file), headers: h.names()}
	reader := listReader{today: today, preview: &p, serials: map[juki.CardSerial]bool{}, ids: map[string]bool{}}
	var err error
	p.Rows, p.Encoding, err = readTable(file, p.headers[:], reader.readRow)
	if err != nil {
		return Preview{Digest: p.Digest}, err
	}
	p.sortBad()
	return p, nil
}

// listReader reads the rows of one list.
type listReader struct {
	today   juki.Date
	preview *Preview
	serials map[juki.CardSerial]bool
	ids     map[string]bool // application ids and notice numbers
}

func (r *listReader) bad(line int, field listField, code juki.Code) {
	r.preview.Bad = append(r.preview.Bad, r.preview.inColumn(BadRow{Line: line, field: field, Code: code}))
}
