package counter

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"

	"madoguchi/internal/juki"
)

// listLine is one line of the file as text.
type listLine struct {
	text   string
	broken bool // it has bytes that are not of the file's encoding
}

var (
	utf8BOM    = []byte("\ufeff")
	utf16Marks = [][]byte{{0xff, 0xfe}, {0xfe, 0xff}}
)

// decodeList finds the encoding by the header row and decodes line by line, so that one bad byte spoils one row.
// Both encodings keep line feed, comma and quotation mark to themselves, so lines can be cut before decoding.
func decodeList(file []byte, headers []string) (lines []listLine, encoding string, err error) {
	for _, mark := range utf16Marks {
		if bytes.HasPrefix(file, mark) {
			return nil, "", juki.Refuse(juki.ListUndecodable)
		}
	}
	text, marked := bytes.CutPrefix(file, utf8BOM)
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, "", juki.Refuse(juki.ListEmpty)
	}
	raw := bytes.Split(text, []byte("\n"))
	decode, encoding := chooseDecoder(raw, marked, headers)
	if decode == nil {
		return nil, "", juki.Refuse(juki.ListUndecodable)
	}
	lines = make([]listLine, len(raw))
	for i, line := range raw {
		lines[i] = decode(bytes.TrimSuffix(line, []byte("\r")))
	}
	return lines, encoding, nil
}

// chooseDecoder takes the encoding in which the header row makes sense. UTF-8 is asked first: Japanese text in CP932
// is practically never valid UTF-8, while the other way round happens. Headers that a city mapped to plain ASCII tell
// nothing; then the encoding that spoils fewer lines is taken.
func chooseDecoder(lines [][]byte, marked bool, headers []string) (func([]byte) listLine, string) {
	header := bytes.TrimSuffix(lines[0], []byte("\r"))
	asUTF8, asCP932 := decodeUTF8(header), decodeCP932(header)
	useCP932 := asUTF8.broken || !hasHeader(asUTF8.text, headers) && hasHeader(asCP932.text, headers)
	if asUTF8.text == asCP932.text {
		useCP932 = brokenLines(lines, decodeCP932) < brokenLines(lines, decodeUTF8)
	}
	switch {
	case marked || !useCP932:
		return decodeUTF8, "UTF-8"
	case asCP932.broken:
		return nil, ""
	}
	return decodeCP932, "CP932"
}

func brokenLines(lines [][]byte, decode func([]byte) listLine) int {
	n := 0
	for _, line := range lines {
		if decode(line).broken {
			n++
		}
	}
	return n
}

func hasHeader(line string, headers []string) bool {
	for _, name := range headers {
		if !strings.Contains(line, name) {
			return false
		}
	}
	return true
}

func decodeUTF8(line []byte) listLine {
	return listLine{text: string(line), broken: !utf8.Valid(line)}
}

// decodeCP932 decodes Microsoft's Shift_JIS with its NEC and IBM characters (髙, 﨑). The decoder marks what it does not know with U+FFFD,
// which no byte of CP932 stands for.
func decodeCP932(line []byte) listLine {
	text, err := japanese.ShiftJIS.NewDecoder().Bytes(line)
	return listLine{text: string(text), broken: err != nil || bytes.ContainsRune(text, utf8.RuneError)}
}

// splitLine cuts one line into fields by RFC 4180. It refuses a quotation mark inside an unquoted field, text after a
// closing one, and a field that does not close on its line.
func splitLine(line string) (fields []string, ok bool) {
	for {
		if !strings.HasPrefix(line, `"`) {
			field, rest, more := strings.Cut(line, ",")
			if strings.Contains(field, `"`) {
				return nil, false
			}
			fields = append(fields, field)
			if !more {
				return fields, true
			}
			line = rest
			continue
		}
		field, rest, closed := quoted(line[1:])
		if !closed {
			return nil, false
		}
		fields = append(fields, field)
		switch {
		case rest == "":
			return fields, true
		case rest[0] != ',':
			return nil, false
		}
		line = rest[1:]
	}
}

// quoted reads up to the closing quotation mark; a doubled one stands for itself.
func quoted(s string) (field, rest string, closed bool) {
	var b strings.Builder
	for {
		part, after, found := strings.Cut(s, `"`)
		if !found {
			return "", "", false
		}
		b.WriteString(part)
		if !strings.HasPrefix(after, `"`) {
			return b.String(), after, true
		}
		b.WriteByte('"')
		s = after[1:]
	}
}
