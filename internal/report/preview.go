package report

import (
	"fmt"
	"image"
)

// Resolutions of a preview in dots per inch: below the least nothing can be read, above the most a page would take
// more than 140 MB.
const (
	leastDPI = 20.0
	mostDPI  = 600.0
)

// Image draws a page, counted from 1, as the clerk sees it before it is printed: what WritePDF draws, at dpi dots per inch.
// Nothing is kept, each call draws anew. An error means that there is no such page, that dpi is outside 20 to 600, or
// that a typeface could not be read.
func (p *Paper) Image(page int, dpi float64) (picture *image.RGBA, err error) {
	if page < 1 || page > p.Pages() {
		return nil, fmt.Errorf("draw page %d of %s: it has %d", page, p.paper.title, p.Pages())
	}
	if !(dpi >= leastDPI && dpi <= mostDPI) {
		return nil, fmt.Errorf("draw %s: %v dpi is not between %v and %v", p.paper.title, dpi, leastDPI, mostDPI)
	}
	defer giveUp("draw "+p.paper.title, &err)
	c := newImageCanvas(p.paper.library, dpi)
	if err := p.paper.drawPage(page-1, c); err != nil {
		return nil, fmt.Errorf("draw %s: %w", p.paper.title, err)
	}
	return c.picture, nil
}
