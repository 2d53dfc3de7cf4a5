package clerk

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
)

// Uploads is the upload of the operation history to the central server, as far as somebody at the counter can do anything about it.
type Uploads interface {
	// UploadNow asks for an upload as soon as possible and returns at once; the records of it say who asked. It fails with
	// PostMissing for who does not oversee the log.
	UploadNow(ctx context.Context) error
}

// Upload is how far the operation history has come on its way to the central server.
type Upload struct {
	Set     bool // there is a server; without one nothing is said
	Known   bool // it was compared since the program started
	Busy    bool
	Asked   bool          // somebody waits for it
	Behind  int64         // records that the server has not got
	Code    juki.Code     // of the last failure since the last success, "" for none
	Failing time.Time     // since when it fails
	Reached time.Time     // when the server last had everything; zero for not since the program started
	Next    time.Time     // when it is tried again by itself
	Skew    time.Duration // the server's clock minus this one
}

// uploadDialog is 送信の状況, opened from the bottom line over whatever is being done: staff may see how far the upload is and why it
// fails, who oversees the log may send at once. Nothing waits for it.
type uploadDialog struct {
	w       *Window
	body    *fyne.Container
	failure error
}

// openUpload shows the state of the upload.
func (w *Window) openUpload() {
	t := w.text
	u := &uploadDialog{w: w, body: kit.VStack(kit.SpaceBetween)}
	d := &kit.Dialog{ID: "upload", Title: t.T("upload.title"), Body: u.body, Confirm: t.T("upload.close"), OnClosed: func() { w.shell.uploading = nil }}
	if w.oversees() {
		d.Cancel, d.Confirm = t.T("upload.close"), t.T("upload.now")
		d.OnConfirm = func() bool { u.now(); return false }
	}
	w.shell.uploading = u
	u.fill()
	w.frame.Show(d)
}

// now asks, off the UI thread; what becomes of it the bottom line and the dialog tell.
func (u *uploadDialog) now() {
	go func() {
		err := u.w.Office.UploadNow(u.w.ctx)
		u.w.Bridge.Post(func() {
			u.failure = err
			u.fill()
		})
	}()
}

// fill says anew how it stands.
func (u *uploadDialog) fill() {
	t, s := u.w.text, u.w.devices.Upload
	rows := []fyne.CanvasObject{kit.Body(t.T("upload.lead"))}
	if code := codeOf(u.failure); code != "" {
		rows = append(rows, u.w.trouble(code))
	} else if s.Code != "" {
		rows = append(rows, u.w.trouble(s.Code))
	}
	rows = append(rows, kit.Columns(kit.SpaceBetween, fact(t.T("upload.behind"), u.w.unsent(s)), fact(t.T("upload.next"), u.w.nextUpload(s))))
	last := kit.Columns(kit.SpaceBetween, fact(t.T("upload.reached"), u.w.reached(s)))
	if s.Code != "" {
		last.Add(fact(t.T("upload.failing"), moment(s.Failing)))
	}
	rows = append(rows, last)
	if s.Skew.Abs() >= time.Minute {
		rows = append(rows, fact(t.T("upload.skew"), u.w.skew(s.Skew)))
	}
	u.body.Objects = rows
	u.body.Refresh()
}

func (w *Window) unsent(s Upload) string {
	if !s.Known {
		return w.text.T("upload.unknown")
	}
	return w.text.T("upload.records", "N", w.number(int(s.Behind)))
}

func (w *Window) nextUpload(s Upload) string {
	switch {
	case s.Busy:
		return w.text.T("upload.busy")
	case s.Asked && s.Code == "":
		return w.text.T("upload.soon")
	case s.Next.IsZero():
		return w.text.T("upload.unknown")
	}
	return moment(s.Next)
}

func (w *Window) reached(s Upload) string {
	if s.Reached.IsZero() {
		return w.text.T("upload.never")
	}
	return moment(s.Reached)
}

// skew says in whole minutes how far the clocks differ.
func (w *Window) skew(d time.Duration) string {
	words := "upload.skew.behind"
	if d < 0 {
		words = "upload.skew.ahead"
	}
	return w.text.T(words, "N", w.number(int(d.Abs().Round(time.Minute)/time.Minute)))
}

// moment is a day and a time as tables have it.
func moment(at time.Time) string { return at.In(juki.Tokyo()).Format("2006-01-02 15:04:05") }

// fact is something known, under its name.
func fact(name, value string) fyne.CanvasObject {
	return kit.VStack(kit.SpaceTight, kit.Note(name), kit.Body(value))
}
