package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// backupPage is for the システム管理者: how the backups stand, one now, and the recovery key that they are brought back with.
type backupPage struct {
	w       *Window
	view    BackupView
	read    bool
	loaded  bool
	busy    bool
	failure error
	done    [2]string
	paper   *RecoveryPaper // waits to be read
	ending  *kit.Field
}

func newBackupPage(w *Window) *backupPage { return &backupPage{w: w} }

// leave forgets a key that nobody has taken into use: a lock, another page, the end of the program.
func (p *backupPage) leave() {
	if p.paper != nil {
		p.paper = nil
		p.w.Office.DropRecoveryKey()
	}
}

func (p *backupPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("backup.title")))
	p.w.outcome(head, "backup.done", p.failure, p.done[0], p.done[1])
	body := kit.VStack(kit.SpaceBetween)
	switch {
	case p.paper != nil:
		body.Add(kit.Card(p.onPaper()))
	case p.read:
		body.Add(kit.Card(p.last()))
		body.Add(kit.Card(p.recovery()))
	}
	bottom := kit.HStack(0, kit.NewButton("backup.back", t.T("operators.settings"), kit.Outlined, func() { p.w.open(settings) }).Sized(kit.Main), kit.Filler())
	if p.paper == nil {
		bottom.Add(unless(!p.busy && p.read, kit.NewButton("backup.make", t.T("backup.make"), kit.Filled, p.make).Sized(kit.Main).Key(fyne.KeyF5)))
	}
	return kit.Sides(head, bottom, nil, nil, kit.PadXY(0, kit.SpaceBetween, kit.Scroll(kit.PadXY(kit.SpaceTight, 0, body))))
}

// last tells when the last good backup was written, and where they go.
func (p *backupPage) last() fyne.CanvasObject {
	t, v := p.w.text, p.view
	part := kit.VStack(kit.SpaceInside, kit.Subheading(t.T("backup.last")))
	if v.Last.IsZero() {
		part.Add(kit.Lead(t.T("backup.never")).WithID("backup.last"))
	} else {
		part.Add(kit.Lead(moment(v.Last)).WithID("backup.last"))
	}
	if v.overdueBackup(p.w.Now()) {
		part.Add(kit.HStack(0, upright(kit.NewTag(t.T("backup.overdue", "N", p.w.number(v.RemindDays)), kit.Error)), kit.Filler()))
	}
	if v.Failed.After(v.Last) {
		part.Add(kit.Body(t.T("backup.failed", "At", moment(v.Failed))))
	}
	part.Add(fact(t.T("backup.folder"), v.Folder))
	how := "backup.daily"
	if !v.Daily {
		how = "backup.by-hand"
	}
	part.Add(kit.Note(t.T(how)))
	return part
}

func (p *backupPage) recovery() fyne.CanvasObject {
	t, v := p.w.text, p.view
	part := kit.VStack(kit.SpaceInside, kit.Subheading(t.T("backup.recovery")), kit.Note(t.T("backup.recovery.note")))
	again := "backup.recovery.make"
	if v.Recovery == "" {
		part.Add(kit.Body(t.T("backup.recovery.none")).WithID("backup.recovery"))
	} else {
		part.Add(kit.Body(t.T("backup.recovery.made", "Number", v.Recovery, "At", moment(v.RecoveryMade))).WithID("backup.recovery"))
		again = "backup.recovery.again"
	}
	part.Add(kit.HStack(0, unless(!p.busy, kit.NewButton("backup.recovery.make", t.T(again), kit.Outlined, p.ask)), kit.Filler()))
	return part
}

// onPaper asks to read the paper before the key counts.
func (p *backupPage) onPaper() fyne.CanvasObject {
	t := p.w.text
	part := kit.VStack(kit.SpaceInside, kit.Subheading(t.T("backup.paper", "Number", p.paper.Number)))
	if p.paper.Text == "" {
		part.Add(kit.Body(t.T("backup.paper.printed")))
	} else {
		part.Add(kit.Body(t.T("backup.paper.copy")))
		part.Add(kit.Lead(p.paper.Text).WithID("backup.paper.text"))
	}
	part.Add(kit.Body(t.T("backup.paper.safe")))
	p.ending = kit.NewField("backup.ending", t.T("backup.ending")).Support(t.T("backup.ending.support"))
	part.Add(kit.HStack(0, kit.Width(endingWidth, p.ending), kit.Filler()))
	part.Add(kit.HStack(kit.SpaceBetween, kit.NewButton("backup.drop", t.T("backup.drop"), kit.Outlined, p.drop), kit.Filler(),
		unless(!p.busy, kit.NewButton("backup.keep", t.T("backup.keep"), kit.Filled, p.keep))))
	return part
}

const endingWidth = 320 // pixels

func (p *backupPage) load() {
	var v BackupView
	p.w.do(p, func(ctx context.Context) (err error) {
		v, err = p.w.Office.Backups(ctx)
		return err
	}, func(err error) {
		p.read, p.view = err == nil, v
		if err != nil {
			p.failure = err
		}
		p.w.redraw()
	})
}

func (p *backupPage) make() {
	if p.busy {
		return
	}
	p.busy, p.done, p.failure = true, [2]string{}, nil
	var made BackupMade
	p.w.do(p, func(ctx context.Context) (err error) {
		made, err = p.w.Office.MakeBackup(ctx)
		return err
	}, func(err error) {
		p.busy, p.failure = false, err
		if err == nil {
			p.done = [2]string{p.w.text.T("backup.made"), p.w.text.T("backup.made.body", "N", p.w.number(int(made.Records)), "Path", made.Path)}
		}
		p.load()
	})
	p.w.redraw()
}

// ask has a second person confirm; then the paper is printed.
func (p *backupPage) ask() {
	var paper RecoveryPaper
	p.done, p.failure = [2]string{}, nil
	p.w.askSecondPerson(p.w.text.T("backup.recovery.what"), oplog.RecoveryKeyMade, []juki.Post{juki.DataProtectionManager, juki.Assistant, juki.SystemAdministrator},
		func(ctx context.Context, second confirmation) (err error) {
			paper, err = p.w.Office.PrintRecoveryKey(ctx, second)
			return err
		}, func(err error) {
			if p.failure = err; err == nil {
				p.paper = &paper
			}
			p.w.redraw()
		})
}

func (p *backupPage) keep() {
	ending := p.ending.Text()
	p.busy = true
	p.w.do(p, func(ctx context.Context) error { return p.w.Office.KeepRecoveryKey(ctx, ending) }, func(err error) {
		p.busy, p.failure = false, err
		if err == nil {
			p.paper = nil
			p.done = [2]string{p.w.text.T("backup.kept"), p.w.text.T("backup.kept.body")}
		}
		p.load()
	})
}

func (p *backupPage) drop() {
	p.leave()
	p.w.redraw()
}

// backupToMake reminds on the board, whoever works: who may make one, is told on the page.
func backupToMake(ctx context.Context, w *Window, _ dayView) (task, error) {
	t := task{id: "backup", room: settings, late: true}
	v, err := w.Office.Backups(ctx)
	if err == nil && v.overdueBackup(w.Now()) {
		t.n = 1
	}
	return t, err
}
