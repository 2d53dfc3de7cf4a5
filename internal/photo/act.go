package photo

import (
	"context"
	"errors"
	"image"
	"sync"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Act is one running registration: the table of photo.go, driven by the clerk, the scanner, the resident's window and the registrar. All
// methods may be called from any goroutine; those that act wait for the disk, so none of them belongs on the UI thread. The ones that
// only lay the frame or draw do not.
type Act struct {
	c       *Counter
	changed func()

	mu      sync.Mutex // one transition at a time; held while it is written, so nothing on the UI thread takes it
	state   State
	who     counter.Case
	before  Status // what was stored of the case's photo when the act began
	by      juki.OperatorID
	why     string // why it has to end, once it has; "" before
	scans   int
	second  juki.OperatorID
	stop    context.CancelFunc // ends the running work of the state
	workers sync.WaitGroup
	ctx     context.Context
	end     context.CancelFunc

	seenMu   sync.Mutex // guards what screens show and the picture's pointer
	seen     View
	picture  *picture
	progress float64
}

// View is what a screen shows of an act.
type View struct {
	Case     counter.Case
	State    State
	Before   Status    // what was registered before this act
	Trouble  juki.Code // why the last try did not go on; "" when nothing is wrong
	Led      bool      // it is registered at the 統合端末
	Warnings Warnings
	Frame    Frame
	Declined bool   // the resident said that it is not their photo, and it was erased
	Why      string // why the picture was erased last, "" when none was
	MayGo    bool   // 写真なし is possible: under one year of age
}

// begin opens the act with its record: the case's person is shown from now on (第19条第3号).
func (a *Act) begin(ctx context.Context, n juki.CaseNumber) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	err := a.c.record(ctx, func(tx Tx) (err error) {
		if a.who, err = tx.Case(n); err != nil {
			return err
		}
		if err := open(a.who); err != nil {
			return err
		}
		if a.before, err = tx.Photo(n); err != nil {
			return err
		}
		values := []oplog.Value{oplog.Purpose("handover")}
		if a.c.d.Relation != nil {
			relation, err := a.c.d.Relation(ctx, []juki.Person{a.who.Person})
			if err != nil {
				return err
			}
			if relation != "" {
				values = append(values, oplog.Relation(relation))
			}
		}
		return a.commit(tx, Begun, values...)
	})
	if err != nil {
		return err
	}
	a.enter(Begun)
	return nil
}

// View is the present state for a screen.
func (a *Act) View() View {
	a.seenMu.Lock()
	defer a.seenMu.Unlock()
	return a.seen
}

// Progress is how much of the scan has come, 0 to 1, where the scanner tells.
func (a *Act) Progress() float64 {
	a.seenMu.Lock()
	defer a.seenMu.Unlock()
	return a.progress
}

// Scan starts the scanner; a picture that is there is erased first.
func (a *Act) Scan(ctx context.Context) error { return a.decide(ctx, ScanAsked) }

// StopScan stops it.
func (a *Act) StopScan(ctx context.Context) error { return a.decide(ctx, ScanStopped) }

// NoPhoto ends the act for a child under one year of age (写真なし).
func (a *Act) NoPhoto(ctx context.Context) error {
	return a.decide(ctx, NoPhotoAsked, oplog.Reason(underOne))
}

// Show lets the resident see the picture as it is framed and asks whether it is theirs.
func (a *Act) Show(ctx context.Context) error {
	window := a.c.d.Resident()
	if window == nil {
		return a.failed(juki.Refuse(juki.NoPadMonitor))
	}
	if err := window.Ready(); err != nil {
		return a.failed(err)
	}
	return a.decide(ctx, ShowAsked)
}

// Withdraw takes the picture back from the resident's window.
func (a *Act) Withdraw(ctx context.Context) error { return a.decide(ctx, AskStopped) }

// FrameAgain goes back to the frame: what the resident saw is not what would be registered any more.
func (a *Act) FrameAgain(ctx context.Context) error { return a.decide(ctx, FrameAsked) }

// Compare records that a second person compared picture and face (第14条第10項: not the one who is logged in, who was asked for it).
func (a *Act) Compare(ctx context.Context, witness juki.OperatorID) error {
	a.mu.Lock()
	a.second = witness
	a.mu.Unlock()
	return a.decide(ctx, Compared, oplog.Witness(witness))
}

// Register hands the photo to the registrar.
func (a *Act) Register(ctx context.Context) error { return a.decide(ctx, RegisterAsked) }

// RegisteredThere records that the clerk registered the photo at the 統合端末.
func (a *Act) RegisteredThere(ctx context.Context) error { return a.decide(ctx, LedRegistered) }

// Cancel ends the act: nothing is registered, nothing stays. The picture goes first and whatever the disk says.
func (a *Act) Cancel(ctx context.Context) error {
	a.mu.Lock()
	busy := a.state == Registering
	a.mu.Unlock()
	if busy {
		return a.failed(juki.Refuse(juki.StepNotAllowed))
	}
	a.quit(ByCancelling, CancelAsked)
	a.settleNow(ctx)
	return nil
}

// Close ends the act wherever it is, because its page is gone; an act that has ended stays as it ended.
func (a *Act) Close() {
	a.leave(ByLeaving)
	a.workers.Wait()
}

// Leave is Close without waiting: for the UI thread. The picture is wiped before it returns.
func (a *Act) Leave() { a.leave(ByLeaving) }

// leave ends the act for a reason that nobody can refuse. The picture is wiped before it returns; the record follows.
func (a *Act) leave(why string) {
	a.currentPicture().wipe()
	a.workers.Go(func() { a.quit(why, Left); a.settleNow(context.Background()) })
}

// Lay changes the frame: moved by millimetres of the photo, zoomed by a factor, turned by a quarter. It is possible while the frame is laid.
func (a *Act) Lay(dx, dy, factor float64, turn bool) {
	p := a.currentPicture()
	if a.View().State != Framing || p.gone() {
		return
	}
	p.change(func(f Frame) Frame {
		f = f.moved(dx*f.Zoom, dy*f.Zoom).zoomed(factor)
		if turn {
			f = f.turned()
		}
		return f
	})
	a.take(p)
	a.changed()
}

// take takes frame and warnings of the picture over into the view.
func (a *Act) take(p *picture) {
	p.with(func(l *looker) {
		w, f := l.warnings(), l.frame
		a.see(func(v *View) { v.Warnings, v.Frame = w, f })
	})
}

// PaintSheet draws the scan with frame and guide for the clerk into dst; false, with nothing drawn, when there is no picture.
func (a *Act) PaintSheet(dst *image.RGBA) bool {
	return a.currentPicture().with(func(l *looker) { l.paintSheet(dst) })
}

// PaintCut draws the photo as it is cut.
func (a *Act) PaintCut(dst *image.RGBA) bool {
	return a.currentPicture().with(func(l *looker) { l.paintCut(dst, false) })
}

// PaintPrinted draws the part of the photo that is printed on the card.
func (a *Act) PaintPrinted(dst *image.RGBA) bool {
	return a.currentPicture().with(func(l *looker) { l.paintCut(dst, true) })
}

func (a *Act) currentPicture() *picture {
	a.seenMu.Lock()
	defer a.seenMu.Unlock()
	return a.picture
}

func (a *Act) see(f func(*View)) {
	a.seenMu.Lock()
	f(&a.seen)
	a.seenMu.Unlock()
}

// failed remembers why a try did not go on, for the screen, and gives the error back.
func (a *Act) failed(err error) error {
	if err != nil {
		code := juki.RecordRefused
		var o *juki.Outcome
		if errors.As(err, &o) {
			code = o.Code
		}
		a.see(func(v *View) { v.Trouble = code })
	}
	a.changed()
	return err
}
