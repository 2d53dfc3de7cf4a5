package clerk

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// Retentions is the end of a record's time (保存期間, 第13条), for the システム管理者 alone.
type Retentions interface {
	// Retention tells how old the log is, what is confirmed elsewhere, asked now, and what may go.
	Retention(ctx context.Context) (Retention, error)
	// EraseHistory begins to erase what e tells, and returns: the work goes on behind a lock, another page, another operator. Before
	// anything goes, what is confirmed elsewhere is asked once more.
	EraseHistory(ctx context.Context, by session.Confirmation, e oplog.Erasable) error
	// Erasing tells what became of it.
	Erasing() Erasing
}

// Retention is how the log stands toward the end of its time.
type Retention struct {
	Records   int64     // in the log
	First     int64     // the oldest record that has its text still
	Oldest    juki.Date // its day; zero when no record has a text
	Server    Elsewhere
	Delivered Elsewhere
	Erasable  oplog.Erasable
	Refused   juki.Code // why nothing may go, "" when something may
	Next      juki.Date // the first day on which more may go
	Last      Erased    // the last time
}

// Elsewhere is how much of the log is confirmed to be stored outside the terminal.
type Elsewhere struct {
	Set     bool      // there is such a place
	Records int64     // from 0 on, as they stand here
	At      time.Time // when it was compared
	Trouble juki.Code // why it could not be
}

// Erased is an erasing as the log tells it.
type Erased struct {
	At      time.Time // zero for none
	By      juki.OperatorID
	Upto    int64 // records numbered below this
	Records int64
	Day     juki.Date // up to which
}

// Erasing is the work of erasing, and how it last ended since the program started.
type Erasing struct {
	Busy  bool
	Ended bool
	Code  juki.Code // why nothing was erased, "" when it was
	What  oplog.Erasable

	Unfinished bool // what was erased, here or of cases, is still in the files: somebody reads an older moment of the database
}

// retentionPage shows what has outlived its time and lets two people erase its texts. Nothing else in the program does.
type retentionPage struct {
	w       *Window
	state   Retention
	read    bool
	failure error
	said    [2]string // the archive that was just written
	busy    bool      // reading, or an archive is being written
	loaded  bool
	watched bool // somebody waits for the end of the work
}

func newRetentionPage(w *Window) *retentionPage { return &retentionPage{w: w} }

func (p *retentionPage) leave() {}

func (p *retentionPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := p.w.historyHead(tabRetention)
	p.w.outcome(head, "retention.archived", p.failure, p.said[0], p.said[1])
	work := p.w.Office.Erasing()
	body := kit.VStack(kit.SpaceBetween, kit.Body(t.T("retention.lead")))
	switch {
	case work.Busy:
		body.Add(kit.NewProgress("retention.work", t.T("retention.work"), 0, 0))
		body.Add(kit.Note(t.T("retention.work.note")))
		p.watch(work)
	case p.read:
		if work.Unfinished {
			body.Add(p.w.erasedStays())
			p.watch(work)
		}
		p.tell(body, work)
	case p.busy:
		body.Add(kit.Body(t.T("retention.asking")).WithID("retention.asking"))
	}
	return kit.Sides(head, p.foot(work), nil, nil, kit.PadXY(0, kit.SpaceInside, kit.Scroll(kit.PadXY(kit.SpaceInside+kit.SpaceTight, 0, body))))
}

// tell says what the log has, what is elsewhere and what may go.
func (p *retentionPage) tell(body *fyne.Container, work Erasing) {
	t, s := p.w.text, p.state
	if work.Ended && work.Code == "" && !work.Unfinished {
		body.Add(kit.NewBanner("retention.done", kit.Success, t.T("retention.done", "N", p.w.number(int(work.What.Records)), "Day", p.w.dayWord(work.What.Day)), t.T("retention.done.body")).
			With(kit.NewButton("retention.archive", t.T("history.archive"), kit.Outlined, p.archive).Sized(kit.InTable)))
	} else if b := p.w.trouble(work.Code); b != nil {
		body.Add(b)
	}
	may := kit.VStack(kit.SpaceInside, kit.Subheading(t.T("retention.may")))
	switch {
	case s.Refused == juki.NothingToErase: // calm: nobody has to do anything
		may.Add(kit.Body(t.T("code." + string(s.Refused) + ".what")).WithID("retention.nothing"))
		if !s.Next.IsZero() {
			may.Add(kit.Body(t.T("retention.next", "Day", p.w.dayWord(s.Next))).WithID("retention.next"))
		}
	case s.Refused != "":
		may.Add(p.w.trouble(s.Refused))
	default:
		may.Add(kit.Lead(t.T("retention.what", "Day", p.w.dayWord(s.Erasable.Day), "N", p.w.number(int(s.Erasable.Records)))).WithID("retention.what"))
		may.Add(kit.Body(t.T("retention.goes")))
		may.Add(kit.Body(t.T("retention.stays")))
	}
	body.Add(kit.Card(may))
	body.Add(kit.Columns(kit.SpaceBetween, kit.Card(kit.VStack(kit.SpaceInside, kit.Subheading(t.T("retention.here")), p.here())),
		kit.Card(kit.VStack(kit.SpaceInside, kit.Subheading(t.T("retention.elsewhere")),
			p.elsewhere("retention.server", s.Server), p.elsewhere("retention.delivered", s.Delivered)))))
}

// here is what this terminal has.
func (p *retentionPage) here() fyne.CanvasObject {
	t, s := p.w.text, p.state
	oldest, last := t.T("retention.none"), t.T("retention.never")
	if !s.Oldest.IsZero() {
		oldest = t.T("retention.oldest.value", "Day", p.w.dayWord(s.Oldest), "Seq", p.w.number(int(s.First)))
	}
	if !s.Last.At.IsZero() {
		last = t.T("retention.last.value", "At", moment(s.Last.At), "Operator", string(s.Last.By), "Day", p.w.dayWord(s.Last.Day), "N", p.w.number(int(s.Last.Records)))
	}
	return kit.VStack(kit.SpaceInside, fact(t.T("retention.records"), t.T("upload.records", "N", p.w.number(int(s.Records)))), fact(t.T("retention.oldest"), oldest),
		fact(t.T("retention.last"), last))
}

// elsewhere is what one place outside the terminal is confirmed to have.
func (p *retentionPage) elsewhere(name string, e Elsewhere) fyne.CanvasObject {
	t := p.w.text
	var value string
	switch {
	case e.Trouble != "":
		value = t.T("code." + string(e.Trouble) + ".what")
	case !e.Set:
		value = t.T(name + ".none")
	default:
		value = t.T(name+".value", "N", p.w.number(int(e.Records)), "At", moment(e.At))
	}
	return fact(t.T(name), value)
}

func (p *retentionPage) foot(work Erasing) fyne.CanvasObject {
	t := p.w.text
	again := unless(!p.busy && !work.Busy, kit.NewButton("retention.again", t.T("retention.again"), kit.Outlined, p.load))
	erase := unless(p.read && !p.busy && !work.Busy && p.state.Refused == "", kit.NewButton("retention.erase", t.T("retention.erase"), kit.Danger, p.ask).Sized(kit.Main))
	return kit.HStack(kit.SpaceBetween, upright(again), kit.Filler(), erase)
}

// load asks anew, off the UI thread: the central server may take its time.
func (p *retentionPage) load() {
	if p.busy {
		return
	}
	p.busy = true
	var state Retention
	p.w.do(p, func(ctx context.Context) (err error) {
		state, err = p.w.Office.Retention(ctx)
		return err
	}, func(err error) {
		p.busy, p.read, p.failure, p.state = false, err == nil, err, state
		p.w.redraw()
	})
}

// witnessesOfErasing may confirm that texts go: never the administrator alone.
func witnessesOfErasing() []juki.Post {
	return []juki.Post{juki.DataProtectionManager, juki.SecurityDirector, juki.SystemAdministrator}
}

// ask asks a second person for exactly what is shown.
func (p *retentionPage) ask() {
	t, e := p.w.text, p.state.Erasable
	what := t.T("retention.ask", "Day", p.w.dayWord(e.Day), "N", p.w.number(int(e.Records)), "Confirmed", p.w.number(int(e.Confirmed.Records)))
	p.w.askSecondPerson(what, oplog.LogErased, witnessesOfErasing(), func(ctx context.Context, c confirmation) error {
		return p.w.Office.EraseHistory(ctx, c, e)
	}, func(error) {
		p.said = [2]string{}
		if p.w.page == page(p) {
			p.w.redraw()
		}
	})
}

// erasingLook is how often a page looks whether the work has ended.
const erasingLook = 300 * time.Millisecond

// erasedStays says that what was erased is not out of the files yet.
func (w *Window) erasedStays() fyne.CanvasObject {
	return kit.NewBanner("erased.unfinished", kit.Warning, w.text.T("erased.unfinished"), w.text.T("erased.unfinished.body"))
}

// watch reads anew when the work has ended, and when nothing of it is in the files any more. Whoever comes back later finds the end on the page.
func (p *retentionPage) watch(shown Erasing) {
	p.w.afterErasing(p, &p.watched, shown, func() {
		p.load()
		p.w.redraw()
	})
}

// afterErasing does something on the UI thread when the work of erasing is a step further than the one shown: done, or out of the files; if the
// page still is. watched tells that somebody waits for it already.
func (w *Window) afterErasing(on page, watched *bool, shown Erasing, then func()) {
	if *watched {
		return
	}
	*watched = true
	go func() {
		tick := time.NewTicker(erasingLook)
		defer tick.Stop()
		for now := shown; now.Busy == shown.Busy && now.Unfinished == shown.Unfinished; now = w.Office.Erasing() {
			select {
			case <-w.ctx.Done():
				return
			case <-tick.C:
			}
		}
		w.Bridge.Post(func() {
			if *watched = false; w.page == on {
				then()
			}
		})
	}()
}

// archive writes a fresh archive: its checkpoint is the first anchor after the erasing.
func (p *retentionPage) archive() {
	if p.busy {
		return
	}
	p.busy = true
	var path string
	var n int64
	p.w.do(p, func(ctx context.Context) (err error) {
		path, n, err = p.w.Office.WriteArchive(ctx)
		return err
	}, func(err error) {
		p.busy, p.failure, p.said = false, err, [2]string{}
		if err == nil {
			p.said = [2]string{p.w.text.T("history.written"), p.w.text.T("history.written.body", "N", p.w.number(int(n)), "Path", path)}
		}
		p.w.redraw()
	})
}
