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
		lost := int64(-1)
		plain, _, err := splitCosigned(asWritten(text))
		if err == nil {
			c, lost, err = keys.opened(plain)
		}
		anchor := Anchor{Checkpoint: c, Problem: AnchorNotReached}
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

// asWritten undoes what scanners and clipboards do to line ends.
func asWritten(text string) string {
	return strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n") + "\n"
}

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
	proven := int64(0)
	for _, i := range a.order {
		switch anchor := a.list[i]; anchor.Problem {
		case NoProblem:
			proven = anchor.Checkpoint.Size
			if v.Key == KeyOfArchive {
				v.Key = KeyOfAnchor
			}
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
