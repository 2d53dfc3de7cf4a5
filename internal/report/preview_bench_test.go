package report

import "testing"

// BenchmarkPreviewOfOnePage is what a clerk waits for when a page is turned.
func BenchmarkPreviewOfOnePage(b *testing.B) {
	paper := compose(b, "sheet-forty")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := paper.Image(1, 96); err != nil {
			b.Fatal(err)
		}
	}
}
