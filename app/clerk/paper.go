package clerk

import (
	"context"
	"image"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// paperPage shows a stored paper page by page, as it will be printed, and prints it.
type paperPage struct {
	w        *Window
	id       stock.PaperID
	pages    PaperPages
	at       int // the page shown, from 1
	leaf     image.Image
	failure  error
	saved    string
	printed  bool
	sent     int                // copies
	trouble  juki.Code          // what the printer waits for
	printing context.CancelFunc // nil while nothing is printed
	loaded   bool
	use      *paperUse // what a personal paper is printed for; nil for the others
}

// showPaper opens a stored paper.
func (w *Window) showPaper(id stock.PaperID) { w.turnTo(&paperPage{w: w, id: id, at: 1}) }

// leave: printing goes on; what became of it is recorded.
func (p *paperPage) leave() {}

const (
	leafDPI   = 110
	leafWidth = 860 // pixels: the page's text is about as large as on paper
)

func (p *paperPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := kit.VStack(kit.SpaceBetween, kit.HStack(kit.SpaceBetween, kit.Heading(t.T("paper.title")), kit.Filler(), p.turner()))
	for _, b := range p.banners() {
		head.Add(b)
	}
	back := kit.NewButton("paper.back", t.T("stock.back"), kit.Outlined, func() { p.w.open(p.w.room) }).Key(fyne.KeyEscape)
	save := kit.NewButton("paper.save", t.T("paper.save"), kit.Outlined, p.save)
	print := kit.NewButton("paper.print", t.T("paper.print"), kit.Filled, p.print).Sized(kit.Main).Key(fyne.KeyF5)
	if p.printing != nil || p.pages == nil {
		print.Disable()
	}
	bottom := kit.HStack(kit.SpaceBetween, back, kit.Filler(), save, print)
	if p.use != nil {
		bottom = kit.HStack(kit.SpaceBetween, low(back), kit.Filler(), p.use.show(), low(save), low(print))
	}
	var leaf fyne.CanvasObject = kit.Body(t.T("paper.drawing"))
	if p.leaf != nil {
		leaf = p.w.curtain.Leaf("paper.leaf", "", p.leaf, leafWidth) // most papers tell of single cards and cases: none is shown to visitors
	}
	return kit.Sides(head, kit.PadXY(0, kit.SpaceInside, bottom), nil, nil,
		kit.Over(kit.NewSurface(kit.ColorPanel, kit.ColorNone, 0, 0), kit.Scroll(kit.PadXY(0, kit.SpaceBetween, kit.HStack(0, kit.Filler(), leaf, kit.Filler())))))
}

// turner turns the pages.
func (p *paperPage) turner() fyne.CanvasObject {
	t, all := p.w.text, 0
	if p.pages != nil {
		all = p.pages.Pages()
	}
	previous := kit.NewButton("paper.previous", t.T("paper.previous"), kit.Outlined, func() { p.turn(p.at - 1) }).Sized(kit.InTable)
	next := kit.NewButton("paper.next", t.T("paper.next"), kit.Outlined, func() { p.turn(p.at + 1) }).Sized(kit.InTable)
	if p.at <= 1 {
		previous.Disable()
	}
	if p.at >= all {
		next.Disable()
	}
	return kit.HStack(kit.SpaceInside, previous, upright(kit.Line(t.T("paper.page", "N", p.w.number(p.at), "All", p.w.number(all))).WithID("paper.page")), next)
}

func (p *paperPage) banners() []fyne.CanvasObject {
	t := p.w.text
	var all []fyne.CanvasObject
	if p.printing != nil {
		words, tone, body := t.T("paper.printing"), kit.Info, ""
		if p.trouble != "" {
			words, tone, body = t.T("code."+string(p.trouble)+".what"), kit.Warning, t.T("code."+string(p.trouble)+".do")
		}
		all = append(all, kit.NewBanner("paper.job", tone, words, body).
			With(kit.NewButton("paper.cancel", t.T("paper.cancel"), kit.Outlined, p.cancel).Sized(kit.InTable)))
	}
	if p.printed {
		all = append(all, kit.NewBanner("paper.done", kit.Success, t.T("paper.done"), ""))
	}
	if p.saved != "" {
		all = append(all, kit.NewBanner("paper.saved", kit.Success, t.T("paper.saved"), p.saved))
	}
	if p.use != nil && (p.printed || p.saved != "") {
		all = append(all, p.reminder())
	}
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		all = append(all, b)
	}
	return all
}

func (p *paperPage) load() {
	var pages PaperPages
	p.w.do(p, func(ctx context.Context) (err error) {
		pages, err = p.w.Papers.PaperPages(ctx, p.id)
		return err
	}, func(err error) {
		p.failure, p.pages = err, pages
		if err != nil {
			p.w.redraw()
			return
		}
		if kind := pages.Info().Kind; stock.Personal(kind) {
			p.use = p.w.newPaperUse(kind)
		}
		p.turn(1)
	})
}

// turn draws a page.
func (p *paperPage) turn(to int) {
	if p.pages == nil || to < 1 || to > p.pages.Pages() {
		return
	}
	var leaf image.Image
	pages := p.pages
	p.w.do(p, func(context.Context) (err error) {
		leaf, err = pages.Image(to, leafDPI)
		return err
	}, func(err error) {
		p.failure = err
		if err == nil {
			p.at, p.leaf = to, leaf
		}
		p.w.redraw()
	})
}

func (p *paperPage) save() {
	var path string
	purpose, _ := p.asked()
	p.w.do(p, func(ctx context.Context) (err error) {
		path, err = p.w.Papers.SavePaper(ctx, p.id, purpose)
		return err
	}, func(err error) {
		p.failure, p.saved = err, path
		p.w.redraw()
	})
}

// print sends the paper to the printer. It goes on behind a lock and on other pages; here it can be cancelled.
func (p *paperPage) print() {
	if p.printing != nil {
		return
	}
	purpose, copies := p.asked()
	ctx, cancel := context.WithCancel(p.w.ctx)
	p.sent = copies
	p.printing, p.printed, p.saved, p.trouble, p.failure = cancel, false, "", "", nil
	p.w.redraw()
	go func() {
		defer cancel()
		err := p.w.Papers.PrintPaper(ctx, p.id, copies, purpose, func(now PrintProgress) {
			p.w.Bridge.Post(func() { p.say(now.Trouble) })
		})
		p.w.Bridge.Post(func() { p.ended(err) })
	}()
}

// say tells what the printer waits for.
func (p *paperPage) say(trouble juki.Code) {
	if p.printing != nil && p.trouble != trouble {
		p.trouble = trouble
		p.again()
	}
}

func (p *paperPage) ended(err error) {
	p.printing, p.failure, p.printed = nil, err, err == nil
	if p.use != nil {
		p.use.copies.Choose(0) // spare prints are asked for each time
	}
	p.again()
}

// again shows the page anew if it is still the one shown.
func (p *paperPage) again() {
	if p.w.page == page(p) {
		p.w.redraw()
	}
}

func (p *paperPage) cancel() {
	if p.printing != nil {
		p.printing()
	}
}
