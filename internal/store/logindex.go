package store

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"slices"
)

// logIndexed is an index that the log is searched along. No hash covers it: whoever can write the file can hide a record from every search
// and report by an entry that is not there, and leave the log itself as it was signed.
type logIndexed struct {
	name   string
	text   string // the expression of a first key that is a text; "" for none
	field  string // of the payload that it is
	keys   []string
	where  string // which records stand in it, as the migration says
	needed int    // so many keys, the text first, are never NULL: reading goes on from there
	holds  func(r *indexedRow) bool
	number func(r *indexedRow) [4]int64 // the keys after the text
}

// logIndexes are all of them; a test holds them against the schema.
func logIndexes() []logIndexed {
	return []logIndexed{
		{name: "record_ts", keys: []string{"ts"}, where: "ts IS NOT NULL", needed: 1, holds: whole, number: func(r *indexedRow) [4]int64 { return [4]int64{r.ts} }},
		{name: "record_event", keys: []string{"event", "operator", "ts"}, where: "event IS NOT NULL", needed: 3, holds: whole,
			number: func(r *indexedRow) [4]int64 { return [4]int64{r.event, r.operator, r.ts} }},
		{name: "record_operator", keys: []string{"operator", "ts"}, where: "operator IS NOT NULL", needed: 2, holds: whole,
			number: func(r *indexedRow) [4]int64 { return [4]int64{r.operator, r.ts} }},
		{name: "record_case", keys: []string{"case_no"}, where: "case_no IS NOT NULL", needed: 1, holds: func(r *indexedRow) bool { return r.number != none },
			number: func(r *indexedRow) [4]int64 { return [4]int64{r.number} }},
		ofPayload("record_code", payloadCode, `"code":"`, "ts", "operator", "event"),
		ofPayload("record_card", payloadCard, `"card":"`, "ts"),
		ofPayload("record_purpose", payloadPurpose, `"purpose":"`, "ts", "operator", "event"),
		{name: "record_looked_at", keys: []string{"ts", "case_no", "operator", "event"}, where: "case_no IS NOT NULL AND event IN " + looksSQL, needed: 4,
			holds:  func(r *indexedRow) bool { return r.number != none && r.event >= 1 && r.event <= 3 },
			number: func(r *indexedRow) [4]int64 { return [4]int64{r.ts, r.number, r.operator, r.event} }},
		{name: "record_procedure", keys: []string{"case_no", "ts", "event"}, where: "case_no IS NOT NULL AND " + procedure, needed: 3,
			holds:  func(r *indexedRow) bool { return r.number != none && r.event >= 4 && r.event <= 6 },
			number: func(r *indexedRow) [4]int64 { return [4]int64{r.number, r.ts, r.event} }},
		{name: "record_relation", keys: []string{"ts", "operator", "case_no"}, where: "event IN " + looksSQL + ` AND instr(payload, '"relation":') > 0`, needed: 2,
			holds: func(r *indexedRow) bool {
				return r.event >= 1 && r.event <= 3 && bytes.Contains(r.payload, []byte(`"relation":`))
			},
			number: func(r *indexedRow) [4]int64 { return [4]int64{r.ts, r.operator, r.number} }},
	}
}

func whole(*indexedRow) bool { return true }

// ofPayload is an index of a field of the payload, with the columns that the reports ask for beside it.
func ofPayload(name, text, field string, keys ...string) logIndexed {
	return logIndexed{name: name, text: text, field: field, keys: keys, where: text + " IS NOT NULL", needed: 1 + len(keys),
		holds: func(r *indexedRow) bool { return bytes.Contains(r.payload, []byte(field)) },
		number: func(r *indexedRow) (n [4]int64) {
			all := [4]int64{r.ts, r.operator, r.event}
			copy(n[:], all[:len(keys)])
			return n
		}}
}

// none stands for NULL, before every number as SQLite has it.
const none = int64(-1 << 63)

// indexedRow is a record as the indexes have it.
type indexedRow struct {
	seq, ts, event, operator int64
	number                   int64 // of the case, or none
	payload                  []byte
}

// indexEntry is what stands in an index for a record.
type indexEntry struct {
	text []byte
	keys [4]int64
	seq  int64
}

// textOf is the value of a field in a payload of canonical form: there, no value holds a quotation mark.
func textOf(payload []byte, field string) []byte {
	_, rest, _ := bytes.Cut(payload, []byte(field))
	value, _, _ := bytes.Cut(rest, []byte{'"'})
	return value
}

// filing adds up what the indexes must hold by the records, and what they hold. The sum is of 64-bit hashes under a key that is drawn for
// each check and never leaves it: other entries than the right ones, however they were chosen, give the same sum once in 2^64 times.
type filing struct {
	indexes []logIndexed
	seed    maphash.Seed
	block   int // entries that are read at once
	sums    []indexSum
	buffer  []byte
}

type indexSum struct {
	entries int64
	sum     uint64
}

func newFiling() *filing {
	list := logIndexes()
	return &filing{indexes: list, seed: maphash.MakeSeed(), block: walkBlock, sums: make([]indexSum, len(list))}
}

// beside is an empty filing that can be added to f: for another goroutine.
func (f *filing) beside() *filing {
	return &filing{indexes: f.indexes, seed: f.seed, block: f.block, sums: make([]indexSum, len(f.sums))}
}

func (f *filing) join(other *filing) {
	for i, s := range other.sums {
		f.sums[i].entries += s.entries
		f.sums[i].sum += s.sum
	}
}

// record adds what must stand in the indexes for a record that has its text.
func (f *filing) record(r *indexedRow) {
	for i := range f.indexes {
		x := &f.indexes[i]
		if !x.holds(r) {
			continue
		}
		e := indexEntry{keys: x.number(r), seq: r.seq}
		if x.text != "" {
			e.text = textOf(r.payload, x.field)
		}
		f.entry(&f.sums[i], &e)
	}
}

func (f *filing) entry(to *indexSum, e *indexEntry) {
	b := binary.LittleEndian.AppendUint64(f.buffer[:0], uint64(e.seq))
	for _, k := range e.keys {
		b = binary.LittleEndian.AppendUint64(b, uint64(k))
	}
	b = append(b, e.text...)
	to.entries++
	to.sum += maphash.Bytes(f.seed, b)
	f.buffer = b
}

// lines adds the records of lines that oplog.LogSource asked for. A line that is none is left to the verification of the log.
func (f *filing) lines(lines []byte) (records int64) {
	for len(lines) > 0 {
		line, rest, _ := bytes.Cut(lines, []byte{'\n'})
		lines = rest
		records++
		var numbers [4]int64 // ts, event, operator, case
		columns := 0
		for ; columns < len(numbers); columns++ {
			tab := bytes.LastIndexByte(line, '\t')
			if tab < 0 {
				break // erased
			}
			numbers[len(numbers)-1-columns] = decimalOr(line[tab+1:])
			line = line[:tab]
		}
		seq, text, _ := bytes.Cut(line, []byte{' '})
		_, payload, there := bytes.Cut(text, []byte{' '})
		if columns < len(numbers) || !there {
			continue
		}
		r := indexedRow{seq: decimalOr(seq), ts: numbers[0], event: numbers[1], operator: numbers[2], number: numbers[3], payload: payload}
		if r.number == 0 {
			r.number = none
		}
		f.record(&r)
	}
	return records
}

// decimalOr is a number, or none for what is not one.
func decimalOr(text []byte) int64 {
	n, good := keyOrNone(text)
	if !good {
		return none
	}
	return n
}

// row adds a record that the check of the log has read.
func (f *filing) row(r *row) {
	if r.erased() {
		return
	}
	number := none
	if r.number.Valid {
		number = r.number.Int64
	}
	f.record(&indexedRow{seq: r.seq, ts: r.ts.Int64, event: r.event.Int64, operator: r.operator.Int64, number: number, payload: r.payload})
}

// follows tells that an entry stands behind another.
func (e *indexEntry) follows(before *indexEntry) bool {
	if c := bytes.Compare(before.text, e.text); c != 0 {
		return c < 0
	}
	if c := slices.Compare(before.keys[:], e.keys[:]); c != 0 {
		return c < 0
	}
	return before.seq < e.seq
}
