package oplog

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// The archive of a log; docs/archive-format.md describes it for writers of checkers in other languages:
//
//	madoguchi-archive 1
//	<verifier key>
//	0 <salt> <payload>
//	1 <salt> <payload>
//	<empty line>
//	<signed checkpoint: five lines>
//
// Version 2 is for a log whose oldest records were erased: of these there is "0 - <leaf hash>".
const (
	archiveMagic       = "madoguchi-archive 1"
	archiveMagicErased = "madoguchi-archive 2"
	// Version 3 is for a log that was restored and is continued with another key: before the verifier key stands a line for each handover.
	// Its oldest records may be erased too.
	archiveMagicContinued = "madoguchi-archive 3"
)

// ArchiveRecord is one stored record.
type ArchiveRecord struct {
	Seq     int64
	Salt    Salt
	Payload []byte
	// Erased says that salt and text are gone (保存期間の満了); Leaf is the hash that is left, and is used only then.
	Erased bool
	Leaf   tlog.Hash
}

// ArchiveSource is a log to be written as an archive, taken in one snapshot.
type ArchiveSource struct {
	VerifierKey string
	Successions []Succession                    // the handovers to VerifierKey, oldest first
	Checkpoint  string                          // the signed checkpoint of exactly these records
	Records     iter.Seq2[ArchiveRecord, error] // from record 0 on, without a gap
}

// WriteArchive writes the archive of a log. It streams, and does not judge: a log that was tampered with is written as it is,
// so that Verify can show it. The error tells of reading or writing, or of a text that would break the format.
func WriteArchive(w io.Writer, source ArchiveSource) error {
	if strings.ContainsAny(source.VerifierKey, "\n\r") {
		return errors.New("write archive: the verifier key is more than one line")
	}
	out := bufio.NewWriterSize(w, 64<<10)
	magic := archiveMagic
	for r, err := range source.Records {
		if err != nil {
			return fmt.Errorf("write archive: read record: %w", err)
		}
		if magic != "" { // the first record tells the version: erased are the oldest
			if r.Erased {
				magic = archiveMagicErased
			}
			source.head(out, magic)
			magic = ""
		}
		if r.Erased {
			fmt.Fprintf(out, "%d - %x\n", r.Seq, r.Leaf[:])
			continue
		}
		if strings.ContainsAny(string(r.Payload), "\n\r") {
			return fmt.Errorf("write archive: record %d is more than one line", r.Seq)
		}
		if _, err := fmt.Fprintf(out, "%d %s %s\n", r.Seq, r.Salt, r.Payload); err != nil {
			return fmt.Errorf("write archive: %w", err)
		}
	}
	if magic != "" { // no record at all
		source.head(out, magic)
	}
	fmt.Fprintf(out, "\n%s", source.Checkpoint)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	return nil
}

// head writes what stands before the records.
func (s ArchiveSource) head(out io.Writer, magic string) {
	if len(s.Successions) > 0 {
		magic = archiveMagicContinued
	}
	fmt.Fprintln(out, magic)
	for _, h := range s.Successions {
		fmt.Fprintln(out, h.Line())
	}
	fmt.Fprintln(out, s.VerifierKey)
}
