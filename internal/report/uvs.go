package report

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// variations reads the cmap subtable of format 14 (Unicode Variation Sequences, OpenType 1.9 "cmap"):
// which glyph a kanji followed by a variation selector asks for. golang.org/x/image reads no format 14.
// The zero value knows no sequence.
type variations struct {
	data []byte // the subtable, bounds checked by parse
	// selectors are the records of the subtable, in its order.
	selectors []selectorRecord
}

// selectorRecord tells where the sequences of one selector stand in data; 0 means there are none.
type selectorRecord struct {
	selector            rune
	defaults, ownGlyphs uint32
}

// sequence is what a face knows of a base character with a selector.
type sequence int

const (
	unknownSequence sequence = iota
	defaultSequence          // the face's normal glyph of the base is the one asked for
	ownSequence              // the sequence has a glyph of its own
)

const (
	offsetTableSize    = 12
	tableRecordSize    = 16
	encodingRecordSize = 8
	selectorRecordSize = 11
	defaultRangeSize   = 4
	ownMappingSize     = 5
)

var errFontDamaged = errors.New("font file is damaged")

// parseVariations finds the format 14 subtable of an OpenType font file. A font without one gives the zero
// value and no error; an offset or a count that points outside the file is an error.
func parseVariations(font []byte) (variations, error) {
	cmap, err := tableOf(font, "cmap")
	if err != nil || cmap == nil {
		return variations{}, err
	}
	if len(cmap) < 4 {
		return variations{}, fmt.Errorf("cmap header: %w", errFontDamaged)
	}
	count := int(binary.BigEndian.Uint16(cmap[2:]))
	if 4+count*encodingRecordSize > len(cmap) {
		return variations{}, fmt.Errorf("cmap with %d encodings: %w", count, errFontDamaged)
	}
	for i := range count {
		offset := uint64(binary.BigEndian.Uint32(cmap[4+i*encodingRecordSize+4:]))
		if offset+2 > uint64(len(cmap)) {
			return variations{}, fmt.Errorf("cmap subtable %d: %w", i, errFontDamaged)
		}
		if binary.BigEndian.Uint16(cmap[offset:]) == 14 {
			return parseFormat14(cmap[offset:])
		}
	}
	return variations{}, nil
}

// tableOf gives the bytes of one table of an OpenType file, nil when the file has none of that name.
func tableOf(font []byte, name string) ([]byte, error) {
	if len(font) < offsetTableSize {
		return nil, fmt.Errorf("offset table: %w", errFontDamaged)
	}
	count := int(binary.BigEndian.Uint16(font[4:]))
	if offsetTableSize+count*tableRecordSize > len(font) {
		return nil, fmt.Errorf("directory of %d tables: %w", count, errFontDamaged)
	}
	for i := range count {
		record := font[offsetTableSize+i*tableRecordSize:]
		if string(record[:4]) != name {
			continue
		}
		offset, length := uint64(binary.BigEndian.Uint32(record[8:])), uint64(binary.BigEndian.Uint32(record[12:]))
		if offset+length > uint64(len(font)) {
			return nil, fmt.Errorf("table %q: %w", name, errFontDamaged)
		}
		return font[offset : offset+length], nil
	}
	return nil, nil
}

func parseFormat14(data []byte) (variations, error) {
	if len(data) < 10 {
		return variations{}, fmt.Errorf("cmap format 14 header: %w", errFontDamaged)
	}
	length, count := uint64(binary.BigEndian.Uint32(data[2:])), uint64(binary.BigEndian.Uint32(data[6:]))
	if length > uint64(len(data)) || 10+count*selectorRecordSize > length {
		return variations{}, fmt.Errorf("cmap format 14 with %d selectors: %w", count, errFontDamaged)
	}
	v := variations{data: data[:length]}
	for i := range count {
		record := data[10+i*selectorRecordSize:]
		s := selectorRecord{uint24(record), binary.BigEndian.Uint32(record[3:]), binary.BigEndian.Uint32(record[7:])}
		if !v.holds(s.defaults, defaultRangeSize) || !v.holds(s.ownGlyphs, ownMappingSize) {
			return variations{}, fmt.Errorf("cmap format 14 selector U+%04X: %w", s.selector, errFontDamaged)
		}
		v.selectors = append(v.selectors, s)
	}
	return v, nil
}

// holds tells whether the counted list at offset, of entries of the given size, lies inside the subtable.
func (v variations) holds(offset uint32, size uint64) bool {
	if offset == 0 {
		return true
	}
	if uint64(offset)+4 > uint64(len(v.data)) {
		return false
	}
	count := uint64(binary.BigEndian.Uint32(v.data[offset:]))
	return uint64(offset)+4+count*size <= uint64(len(v.data))
}

// lookup asks for base followed by selector; glyph is set for ownSequence only.
func (v variations) lookup(base, selector rune) (kind sequence, glyph uint16) {
	for _, s := range v.selectors {
		if s.selector != selector {
			continue
		}
		for entry := range v.list(s.ownGlyphs, ownMappingSize) {
			if uint24(entry) == base {
				return ownSequence, binary.BigEndian.Uint16(entry[3:])
			}
		}
		for entry := range v.list(s.defaults, defaultRangeSize) {
			if first := uint24(entry); base >= first && base <= first+rune(entry[3]) {
				return defaultSequence, 0
			}
		}
	}
	return unknownSequence, 0
}

// list walks the counted list at offset; its bounds were checked by parse.
func (v variations) list(offset uint32, size int) func(yield func(entry []byte) bool) {
	return func(yield func([]byte) bool) {
		if offset == 0 {
			return
		}
		entries := v.data[offset+4:]
		for i := range int(binary.BigEndian.Uint32(v.data[offset:])) {
			if !yield(entries[i*size : (i+1)*size]) {
				return
			}
		}
	}
}

func uint24(b []byte) rune { return rune(b[0])<<16 | rune(b[1])<<8 | rune(b[2]) }
