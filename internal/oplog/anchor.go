package oplog

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// anchors holds checkpoints against the growing tree of an archive: the tree's root is recomputed at each anchor's size.
type anchors struct {
	texts  []string // as they were given
	list   []Anchor
	order  []int     // indexes into list by size, those that can be compared
	next   int       // into order
	proven int64     // records that the last matching anchor proves
	after  time.Time // its last record
	handed int       // so many at the end of list are handovers to another key
}

func (a *anchors) isHandover(i int) bool { return i >= len(a.list)-a.handed }

func newAnchors(texts []string, keys lineage) anchors {
	a := anchors{texts: texts}
	for i, text := range texts {
		var c Checkpoint
		lost, oldKey := int64(-1), ""
		plain, _, err := splitCosigned(asWritten(text))
		if err == nil {
			c, oldKey, lost, err = keys.opened(plain)
		}
		anchor := Anchor{Checkpoint: c, OldKey: oldKey, Problem: AnchorNotReached}
		switch {
		case err == nil && lost >= 0:
			anchor.Problem, anchor.LostFrom = AnchorLost, lost
		case errors.Is(err, errCheckpointForm):
			anchor.Problem = AnchorUnreadable
		case err != nil:
			anchor.Problem = AnchorForeign
		default:
			a.order = append(a.order, i)
		}
		a.list = append(a.list, anchor)
	}
	a.sort()
	return a
}

func (a *anchors) sort() {
	slices.SortStableFunc(a.order, func(i, j int) int {
		return int(min(1, max(-1, a.list[i].Checkpoint.Size-a.list[j].Checkpoint.Size)))
	})
}

// asWritten undoes what scanners, clipboards and editors do to a text: line ends, blanks at the ends of lines, empty lines around it, a byte
// order mark. None of that is signed.
func asWritten(text string) string {
	lines := strings.Split(strings.Trim(strings.TrimPrefix(text, "\ufeff"), blanks), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], blanks)
	}
	return strings.Join(lines, "\n") + "\n"
}

const blanks = " \t\r\n\ufeff"

// reached compares the anchors of exactly the size reached; last is the time of the last record.
func (a *anchors) reached(f *Frontier, last time.Time) {
	for ; a.next < len(a.order); a.next++ {
		anchor := &a.list[a.order[a.next]]
		if anchor.Checkpoint.Size != f.Size() {
			return
		}
		root, err := f.Root()
		if err != nil || root != anchor.Checkpoint.Root {
			anchor.Problem, anchor.After, anchor.Before = AnchorDiffers, a.after, last
			continue
		}
		anchor.Problem, a.proven, a.after = NoProblem, anchor.Checkpoint.Size, last
		if a.isHandover(a.order[a.next]) {
			anchor.Before = last
		}
	}
}

// inside tells whether an anchor must be compared within the block that begins at from; one of its end does not count.
func (a *anchors) inside(from int64) bool {
	return a.next < len(a.order) && a.list[a.order[a.next]].Checkpoint.Size < from+blockRecords
}

// conclude puts the anchors into the verdict. Anchors come before the archive's own checkpoint: a thief of the key can sign
// that one anew, but not the paper.
func (a *anchors) conclude(v *Verdict, complete bool) {
	for _, i := range a.order[a.next:] {
		if anchor := &a.list[i]; complete {
			anchor.Problem, anchor.After, anchor.Before = AnchorBeyondEnd, v.Last, time.Time{}
		}
	}
	v.Anchors = a.list
	given := v.Key != KeyOfArchive // itself, or a key before it
	proven := int64(0)
	for _, i := range a.order {
		switch anchor := a.list[i]; anchor.Problem {
		case NoProblem:
			proven = anchor.Checkpoint.Size
			v.vouched(anchor.OldKey, given)
		case AnchorDiffers:
			v.fail(AnchorDiffers, 0)
			v.bad(proven, anchor.Checkpoint.Size, anchor.After, anchor.Before)
		case AnchorBeyondEnd:
			v.fail(AnchorBeyondEnd, 0)
			v.bad(v.Records, anchor.Checkpoint.Size, anchor.After, time.Time{})
		}
	}
	for _, anchor := range a.list {
		if anchor.Problem != NoProblem {
			v.fail(anchor.Problem, 0)
		}
	}
}

// vouched takes in that an anchor matches: for the key that signed it. A key before it vouches only for the handovers from there on: whoever
// stole that one can hand the log over to a key of his own.
func (v *Verdict) vouched(oldKey string, given bool) {
	switch {
	case v.Key == KeyGiven || v.Key == KeyOfAnchor:
	case oldKey == "":
		v.Key, v.Predecessor = KeyOfAnchor, ""
	case !given:
		v.Key, v.Predecessor = KeyInherited, oldKey
	}
}

// concludeStored puts in what the checkpoints say that lie beside the records. Who has the key can sign them anew, so they vouch
// for no key; they tell the day of a change.
func (a *anchors) concludeStored(v *Verdict, complete bool) {
	proven := int64(0)
	for _, i := range a.order {
		switch anchor := a.list[i]; anchor.Problem {
		case NoProblem:
			if proven = anchor.Checkpoint.Size; a.isHandover(i) {
				v.lostAfter(anchor)
				continue
			}
			v.Stored++
		case AnchorDiffers:
			v.fail(StoredDiffers, 0)
			v.bad(proven, anchor.Checkpoint.Size, anchor.After, anchor.Before)
			return
		}
	}
	for _, anchor := range a.list {
		if complete && (anchor.Problem == AnchorForeign || anchor.Problem == AnchorUnreadable || anchor.Problem == AnchorLost) {
			v.fail(SignatureWrong, 0)
		}
	}
}

// lostAfter tells the anchors whose records were lost at a handover when its last record was.
func (v *Verdict) lostAfter(handover Anchor) {
	for i := range v.Anchors {
		if a := &v.Anchors[i]; a.Problem == AnchorLost && a.LostFrom == handover.Checkpoint.Size {
			a.After = handover.Before
		}
	}
}
