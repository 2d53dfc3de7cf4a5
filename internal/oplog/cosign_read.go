package oplog

import (
	"encoding/asn1"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Cosignature is what a cosignature line says of itself. Good is true only when one of the cosigners that were given made it.
type Cosignature struct {
	Name  string // "28225.madoguchi/S001"
	KeyID string // eight hexadecimal digits
	At    time.Time
	Good  bool
}

// The problems of an anchor that has to be cosigned.
const (
	CosignerMissing Problem = "cosigner-missing" // nobody's card signed it
	CosignerWrong   Problem = "cosigner-wrong"   // no line under it was signed by one of the cards that were given
)

// Cosignatures lists the cosignatures of a checkpoint without verifying them; none for one that has none or is malformed.
func Cosignatures(text string) (list []Cosignature) {
	_, lines, err := splitCosigned(asWritten(text))
	if err != nil {
		return nil
	}
	for _, l := range lines {
		list = append(list, l.Cosignature)
	}
	return list
}

// Uncosigned is the checkpoint alone, without the cosignatures under it.
func Uncosigned(text string) (string, error) {
	checkpoint, _, err := splitCosigned(asWritten(text))
	return checkpoint, err
}

// cosigned is one line with its bytes.
type cosigned struct {
	Cosignature
	blob []byte // behind the key id
}

// splitCosigned takes a checkpoint apart from the cosignatures under it. Each line has one spelling, and nobody stands there twice.
func splitCosigned(text string) (checkpoint string, lines []cosigned, err error) {
	if len(text) > maxCosigned {
		return "", nil, errCheckpointForm
	}
	body, under, found := strings.Cut(text, "\n\n")
	first, rest, ended := strings.Cut(under, "\n")
	if !found || !ended {
		return "", nil, errCheckpointForm
	}
	for rest != "" {
		line, after, ended := strings.Cut(rest, "\n")
		l, ok := parseCosignature(line)
		twice := slices.ContainsFunc(lines, func(o cosigned) bool { return o.Name == l.Name && o.KeyID == l.KeyID })
		if !ok || !ended || twice || len(lines) == maxCosignatures {
			return "", nil, errCheckpointForm
		}
		lines, rest = append(lines, l), after
	}
	return body + "\n\n" + first + "\n", lines, nil
}

func parseCosignature(line string) (c cosigned, ok bool) {
	fields := strings.Split(line, " ")
	if len(fields) != 3 || fields[0] != "—" || !cosignerForm(fields[1]) {
		return c, false
	}
	blob, err := strictBase64(fields[2])
	if err != nil || len(blob) != keyIDSize+timeSize+p256Size && len(blob) != keyIDSize+timeSize+rsaSize {
		return c, false
	}
	seconds := binary.BigEndian.Uint64(blob[keyIDSize:])
	if seconds > 1<<37 { // some thousand years from now
		return c, false
	}
	c.Name, c.KeyID, c.At = fields[1], fmt.Sprintf("%x", blob[:keyIDSize]), time.Unix(int64(seconds), 0).In(japan)
	c.blob = blob[keyIDSize:]
	return c, true
}

// parseCosigners reads the verifier keys of Options.Cosigners.
func parseCosigners(keys []string) (list []Cosigner, err error) {
	for _, key := range keys {
		c, err := ParseCosigner(key)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// cosignedBy marks the cosignatures of a text that are good and tells whether one is. With no cosigners nothing can be told.
func cosignedBy(text string, cosigners []Cosigner) (list []Cosignature, problem Problem) {
	checkpoint, lines, err := splitCosigned(text)
	if err != nil || len(lines) == 0 {
		return nil, CosignerMissing
	}
	problem = CosignerWrong
	for _, l := range lines {
		for _, c := range cosigners {
			if c.name == l.Name && fmt.Sprintf("%x", c.id) == l.KeyID && c.verifies(checkpoint, l.blob) {
				l.Good, problem = true, NoProblem
			}
		}
		list = append(list, l.Cosignature)
	}
	return list, problem
}

// demand asks for a good cosignature of every anchor once cosigners are named: who has the terminal's key can sign an anchor anew,
// and leave the card's line away.
func (a *anchors) demand(cosigners []Cosigner) {
	for i := range a.texts { // behind them stand handovers, which nobody gave
		anchor := &a.list[i]
		if anchor.Problem != AnchorNotReached {
			continue
		}
		var problem Problem
		anchor.Cosigned, problem = cosignedBy(asWritten(a.texts[i]), cosigners)
		if len(cosigners) > 0 && problem != NoProblem {
			anchor.Problem = problem
			a.order = slices.DeleteFunc(a.order, func(k int) bool { return k == i })
		}
	}
}

// parseDER reads SEQUENCE { r, s }.
func parseDER(signature []byte) (r, s *big.Int, err error) {
	var pair struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(signature, &pair)
	if err != nil || len(rest) > 0 || pair.R.Sign() <= 0 || pair.S.Sign() <= 0 || pair.R.BitLen() > 256 || pair.S.BitLen() > 256 {
		return nil, nil, errors.New("cosign: the card's signature is malformed")
	}
	return pair.R, pair.S, nil
}
