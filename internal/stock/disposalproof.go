package stock

import (
	"slices"
	"strings"
)

// Initialisation is how a medium was made to hold nothing any more before it is disposed of (初期化, 第19条第1号).
type Initialisation string

// The ways to initialise. The list is closed: another way is one of these or none.
const (
	Overwritten    Initialisation = "overwritten"  // 上書き消去
	SecurelyErased Initialisation = "secure-erase" // 消去命令(セキュアイレース): the drive's own
	Degaussed      Initialisation = "degaussed"    // 消磁
	NotPossible    Initialisation = "not-possible" // 故障で初期化できず物理的に破壊: then its destruction is all there is
)

// Initialisations lists them in the order a screen offers them.
func Initialisations() []Initialisation {
	return []Initialisation{Overwritten, SecurelyErased, Degaussed, NotPossible}
}

// MethodsFor lists how things of an item are disposed of: cards and forms as 第22条第1号 says, a medium physically and once it is initialised.
func (r Rules) MethodsFor(i ItemID) []string {
	if i == StorageMedia {
		return r.MediaMethods
	}
	return r.Methods
}

// whole tells whether everything that makes up the proof of a disposal was confirmed: of a medium that it was initialised, of a card or form that
// nobody can read it. The proof of the one is none of the other.
func (d DisposalProof) whole(t Things, r Rules) bool {
	if !slices.Contains(r.MethodsFor(t.Item), d.Method) || strings.TrimSpace(d.Where) == "" || strings.TrimSpace(d.Contractor) != "" && strings.TrimSpace(d.Certificate) == "" {
		return false
	}
	if t.Item == StorageMedia {
		return slices.Contains(Initialisations(), d.Initialised) && !d.FaceGone && !d.ChipGone
	}
	return d.Initialised == "" && d.FaceGone && (d.ChipGone || !t.Chipped())
}

// Chipped tells whether these have an IC chip: cards by serial and blanks of cards.
func (t Things) Chipped() bool {
	return len(t.Serials) > 0 && t.Item != StorageMedia || t.Item == ResidentBlanks
}
