package report

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
)

// word is a word of a page as pdftotext finds it, in millimetres.
type word struct {
	text                     string
	left, top, right, bottom float64
}

// wordsOf reads the words of each page with their boxes.
func wordsOf(t testing.TB, pdf []byte) (pages [][]word) {
	t.Helper()
	var found struct {
		Pages []struct {
			Words []struct {
				XMin float64 `xml:"xMin,attr"`
				YMin float64 `xml:"yMin,attr"`
				XMax float64 `xml:"xMax,attr"`
				YMax float64 `xml:"yMax,attr"`
				Text string  `xml:",chardata"`
			} `xml:"word"`
		} `xml:"body>doc>page"`
	}
	if err := xml.Unmarshal(tool(t, pdf, "pdftotext", "-bbox", "-enc", "UTF-8", "-", "-"), &found); err != nil {
		t.Fatalf("read the boxes of the words: %v", err)
	}
	for _, page := range found.Pages {
		var words []word
		for _, w := range page.Words {
			words = append(words, word{w.Text, w.XMin * point, w.YMin * point, w.XMax * point, w.YMax * point})
		}
		pages = append(pages, words)
	}
	return pages
}

// outside are the words that do not stand wholly between the edges of the content, or of what a printer can print.
func outside(words []word, left, top, right, bottom float64) (bad []string) {
	const tolerance = 0.3 // a bracket's box is wider than its ink
	for _, w := range words {
		if w.left < left-tolerance || w.right > right+tolerance || w.top < top-tolerance || w.bottom > bottom+tolerance {
			bad = append(bad, fmt.Sprintf("%s at %.1f,%.1f–%.1f,%.1f", w.text, w.left, w.top, w.right, w.bottom))
		}
	}
	return bad
}

// overlapping are pairs of words of which one is set over the other. The boxes of a face are higher than its ink, so a part of the height
// is taken off.
func overlapping(words []word) (bad []string) {
	ink := func(w word) word {
		height := w.bottom - w.top
		w.top, w.bottom = w.top+0.2*height, w.bottom-0.2*height
		return w
	}
	for i, a := range words {
		a = ink(a)
		for _, b := range words[i+1:] {
			b = ink(b)
			if min(a.right, b.right)-max(a.left, b.left) > 0.4 && min(a.bottom, b.bottom)-max(a.top, b.top) > 0.1 {
				bad = append(bad, a.text+" and "+b.text)
			}
		}
	}
	return bad
}

// withoutWatermark drops the words of the slanted 研修用, which lies under everything.
func withoutWatermark(words []word) (kept []word) {
	for _, w := range words {
		if w.bottom-w.top < 25 {
			kept = append(kept, w)
		}
	}
	return kept
}

func TestNothingStandsOutsideOrOverSomethingElse(t *testing.T) {
	all := papers()
	for name, s := range edgePapers() {
		all[name] = s
	}
	for name, s := range all {
		t.Run(name, func(t *testing.T) {
			for i, words := range wordsOf(t, pdfFrom(t, name, s)) {
				words = withoutWatermark(words)
				if strings.HasPrefix(name, "labels") && name != "labels-empty" {
					const unprintable = 4.2
					if bad := outside(words, unprintable, unprintable, pageWidth-unprintable, pageHeight-unprintable); bad != nil {
						t.Errorf("page %d: outside what a printer prints: %v", i+1, bad)
					}
				} else if bad := outside(words, leftEdge, topEdge-2, rightEdge, pageHeight-4); bad != nil {
					t.Errorf("page %d: outside the margins: %v", i+1, bad)
				}
				if bad := overlapping(words); bad != nil {
					t.Errorf("page %d: set over each other: %v", i+1, bad)
				}
			}
		})
	}
}

// The check itself must see what it is for.
func TestOverlapsAndStraysAreSeen(t *testing.T) {
	p, err := newDocument(header{title: "見本"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.turnPage()
	p.text(50, 50, bodyStyle, "一行目の文字")
	p.text(60, 50.5, bodyStyle, "重なる文字")
	p.text(190, 80, bodyStyle, "はみ出す文字")
	p.finish()
	words := wordsOf(t, pdfBytes(t, &Paper{p}))[0]
	if bad := overlapping(words); len(bad) != 1 {
		t.Errorf("overlaps: %v", bad)
	}
	if bad := outside(words, leftEdge, topEdge, rightEdge, pageHeight-4); len(bad) != 1 {
		t.Errorf("strays: %v", bad)
	}
}
