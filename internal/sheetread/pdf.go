package sheetread

import (
	"bytes"
	"unicode/utf16"
)

var jpegStart = []byte{0xff, 0xd8, 0xff}

func isPDF(file []byte) bool { return bytes.HasPrefix(file, []byte("%PDF-")) }

// inPDF looks where checkpoints are in practice: among the keywords of the PDF that the counter wrote, and on the JPEG pictures that a
// scanner put in as they are. It is no reader of PDF.
func inPDF(file []byte) []string {
	var texts []string
	for rest := file; ; {
		_, after, found := bytes.Cut(rest, []byte("/Keywords ("))
		if !found {
			break
		}
		text, length := literal(after)
		texts, rest = append(texts, text), after[length:]
	}
	rest := file // keywords or none: office machines write their own, also empty ones
	for range maxImages {
		at := bytes.Index(rest, jpegStart)
		if at < 0 {
			break
		}
		rest = rest[at:]
		if found, err := inPicture(rest); err == nil { // the decoder stops at the picture's end
			texts = append(texts, found...)
		}
		rest = rest[len(jpegStart):]
	}
	return texts
}

// literal reads a string of PDF up to its closing parenthesis: its text, which is UTF-16, and its length in the file.
func literal(in []byte) (text string, length int) {
	var raw []byte
	for length < len(in) && in[length] != ')' {
		if in[length] == '\\' && length+1 < len(in) {
			length++
			if in[length] == 'r' {
				raw, length = append(raw, '\r'), length+1
				continue
			}
		}
		raw, length = append(raw, in[length]), length+1
	}
	if !bytes.HasPrefix(raw, []byte{0xfe, 0xff}) {
		return string(raw), length
	}
	var units []uint16
	for raw = raw[2:]; len(raw) > 1; raw = raw[2:] {
		units = append(units, uint16(raw[0])<<8|uint16(raw[1]))
	}
	return string(utf16.Decode(units)), length
}
