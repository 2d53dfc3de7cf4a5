package oplog

import (
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/juki"
)

// Problem is what is wrong with an archive or with an anchor held against it.
type Problem string

// The problems of an archive.
const (
	NoProblem        Problem = ""
	NotAnArchive     Problem = "not-an-archive"     // the first line is not that of an archive
	KeyMalformed     Problem = "key-malformed"      // the verifier key is not canonical
	KeyForeign       Problem = "key-foreign"        // not the trusted key: another terminal, or sealed again with another key
	LineMalformed    Problem = "line-malformed"     // not "seq salt payload"
	OutOfSequence    Problem = "out-of-sequence"    // a record is missing, doubled or moved
	PayloadMalformed Problem = "payload-malformed"  // a payload is not in canonical form
	CutOff           Problem = "cut-off"            // the file ends before its checkpoint
	CheckpointBroken Problem = "checkpoint-broken"  // the checkpoint at the end is not canonical
	SignatureWrong   Problem = "signature-wrong"    // the key did not sign the checkpoint
	RecordsMissing   Problem = "records-missing"    // fewer records than the checkpoint counts
	RecordsTooMany   Problem = "records-too-many"   // more records than the checkpoint counts
	RootDiffers      Problem = "root-differs"       // the records are not those that were signed
	AnchorUnreadable Problem = "anchor-unreadable"  // the given checkpoint is not one
	AnchorForeign    Problem = "anchor-foreign"     // signed by another key than the archive
	AnchorBeyondEnd  Problem = "anchor-beyond-end"  // the anchor saw more records than the archive has: cut or rolled back
	AnchorDiffers    Problem = "anchor-differs"     // the records up to the anchor are not those it saw
	AnchorNotReached Problem = "anchor-not-reached" // the archive could not be read that far
	StoredDiffers    Problem = "stored-differs"     // the records of a day are not those its stored checkpoint saw
	ColumnsDiffer    Problem = "columns-differ"     // what a record is searched by is not what it says
	IndexDiffers     Problem = "index-differs"      // the log is as it was signed, but what it is searched along hides or adds records
	ProofMalformed   Problem = "proof-malformed"    // a proof of one record is not in canonical form
	ProofWrong       Problem = "proof-wrong"        // the record is not the one that was signed
	AnchorLost       Problem = "anchor-lost"        // the anchor saw records that were lost when the log was restored and continued with a new key
	SuccessionWrong  Problem = "succession-wrong"   // a handover to another key is not signed by the key before, or not told of in its place
	ErasedUntold     Problem = "erased-untold"      // texts are gone, and the log has no record of erasing them
	ErasedEarly      Problem = "erased-early"       // a record log.erased says that texts were erased before their time was over
	ErasedAhead      Problem = "erased-ahead"       // a record log.erased lies after the time of verifying
	ErasedDiffers    Problem = "erased-differs"     // the oldest text that is left is of a day that log.erased says went
	AnchorOtherSize  Problem = "anchor-other-size"  // a proof of one record speaks of another size than the anchor
)

// KeySource tells why the key that verified an archive was believed.
type KeySource string

// The sources.
const (
	KeyOfArchive KeySource = "archive"   // nothing but the archive itself says so: whoever wrote it may have put in a key of his own
	KeyInherited KeySource = "inherited" // a key before it was given, or signed a checkpoint that was given, and the handovers lead from that one to it
	KeyOfAnchor  KeySource = "anchor"    // it also signed a checkpoint that was given, from paper for example
	KeyGiven     KeySource = "given"     // it is the trusted key that was given
)

// Verdict is what Verify found.
type Verdict struct {
	OK      bool
	Problem Problem // the first one found
	Line    int64   // of the file, from 1; 0 when the problem is not in one line

	// The first bad record has an index i with BadFrom <= i < BadBefore; both are 0 when no record is known to be bad.
	BadFrom, BadBefore int64
	// When that was: after the last record known to be good, and not after the last that the finding speaks of. Zero when not known.
	BadAfter, BadUntil time.Time

	Version     int    // of the archive's format; 0 for a log that was not read from an archive
	VerifierKey string // the key that was believed
	Key         KeySource
	Predecessor string     // when Key is KeyInherited: the newest key before it that was given or signed a checkpoint that was given
	Foreign     string     // the key that the log names, when it is not the trusted one
	Checkpoint  Checkpoint // at the end of the archive; only when its signature is good
	Records     int64      // read
	Root        tlog.Hash  // of the records read
	First, Last time.Time  // of the records read; zero when none
	Newer       int64      // records whose event this program does not know yet
	Erased      int64      // the oldest records, whose text and salt are gone; their hashes hold the rest
	Told        Erasing    // what the log says of that; who has the key can write what he likes, so it is to be held against dated sheets

	Successions []Succession // the handovers to new keys, oldest first: the log was restored so often

	Anchors []Anchor // in the order given
	Stored  int      // checkpoints beside the records (a database keeps one of each day) that match

	Misfiled []string // when the problem is IndexDiffers: the indexes of the database that do not hold what the records say
}

// Anchor is the verdict on one checkpoint held against the archive.
type Anchor struct {
	Checkpoint Checkpoint
	OldKey     string // the key before that signed it, when the log was restored since; "" for the key that signs now
	Problem    Problem
	// When the problem is AnchorDiffers or AnchorBeyondEnd, the log was changed in its records of After to Before: After is
	// the last record of the anchor that still matched (zero: none did), Before the last record the anchor speaks of.
	After, Before time.Time
	Cosigned      []Cosignature // the operator cards that signed it too
	LostFrom      int64         // when the problem is AnchorLost: the first record that was lost; After is the time of the one before it
}

// Code is the outcome for the screen: "" when the archive is good.
func (v Verdict) Code() juki.Code {
	switch v.Problem {
	case NoProblem:
		return ""
	case KeyForeign, AnchorForeign:
		return juki.CheckpointForeign
	case AnchorUnreadable:
		return juki.CheckpointUnread
	case AnchorLost:
		return juki.RestoreBehind
	case CosignerMissing, CosignerWrong:
		return juki.CosignerDiffers
	case IndexDiffers:
		return juki.SearchIndexWrong
	}
	return juki.ArchiveBroken
}

func (v *Verdict) fail(p Problem, line int64) {
	if v.Problem == NoProblem {
		v.Problem, v.Line = p, line
	}
}

// bad narrows down where the first bad record is: of two findings the one that lies wholly before the other counts, of two that
// overlap what both speak of.
func (v *Verdict) bad(from, before int64, after, until time.Time) {
	if v.BadBefore == 0 || before <= v.BadFrom {
		v.BadFrom, v.BadBefore, v.BadAfter, v.BadUntil = from, before, after, until
		return
	}
	if from > v.BadFrom && from < v.BadBefore {
		v.BadFrom, v.BadAfter = from, after
	}
	if before < v.BadBefore && before > v.BadFrom {
		v.BadBefore, v.BadUntil = before, until
	}
}
