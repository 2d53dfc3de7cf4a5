package clerk

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// task is something that waits today: how many, and the room where it is done.
type task struct {
	id   string // of its texts: "board.<id>" what waits, "board.<id>.do" on its button
	n    int    // how many; 0 is nothing to do
	late bool   // something of it is overdue: it stands first
	room room
	page func(*Window) page // instead of the room's first page; nil for that
}

// source finds out one thing that may wait.
type source func(context.Context, *Window, dayView) (task, error)

// sources are all of them, in the order of the board.
func sources() []source {
	return []source{openIncidents, cardsToInspect, picksOfTomorrow, openDisposals, openTransfers, placesToCount, sparesToDestroy, dayToClose, backupToMake, cardsWaitingLong}
}

func cardsToInspect(ctx context.Context, w *Window, _ dayView) (task, error) {
	n, err := w.Desk.Book.CountIn(ctx, counter.CaseArrived)
	return task{id: "inspect", n: n, room: arrivals}, err
}

func openIncidents(ctx context.Context, w *Window, _ dayView) (task, error) {
	t := task{id: "incidents", room: incidents}
	all, err := w.Stock.OpenIncidents(ctx)
	now := w.Now()
	for _, i := range all {
		t.late = t.late || overdue(i, now)
	}
	t.n = len(all)
	return t, err
}

// picksOfTomorrow are the cards to prepare for the next day on which somebody comes.
func picksOfTomorrow(ctx context.Context, w *Window, _ dayView) (task, error) {
	t := task{id: "picks", room: picks}
	_, all, err := w.nextPicks(ctx)
	for _, a := range all {
		if a.At.State != stock.Picked {
			t.n++
		}
	}
	return t, err
}

// nextPicks are the appointments of the next day that has any; none when there is none near.
func (w *Window) nextPicks(ctx context.Context) (day juki.Date, all []stock.Appointment, err error) {
	for ahead := 1; ahead <= farthestPick; ahead++ {
		day = juki.DateOf(w.Now()).AddDays(ahead)
		if all, err = w.Stock.AppointmentsOn(ctx, day); err != nil || len(all) > 0 {
			break
		}
	}
	return day, all, err
}

const farthestPick = 5 // days to the next one with appointments: over a long weekend

func openDisposals(ctx context.Context, w *Window, _ dayView) (task, error) {
	all, err := w.Stock.OpenDisposals(ctx)
	return task{id: "disposals", n: len(all), late: slices.ContainsFunc(all, w.disposalLate), room: disposals}, err
}

func openTransfers(ctx context.Context, w *Window, _ dayView) (task, error) {
	all, err := w.Stock.OpenTransfers(ctx)
	return task{id: "transfers", n: len(all), room: stockRoom}, err
}

// cardsWaitingLong are the cards that nobody fetched for so long that somebody has to write again or dispose of them (未交付90日超).
func cardsWaitingLong(ctx context.Context, w *Window, _ dayView) (task, error) {
	t := task{id: "waiting", room: stockRoom}
	cards, err := w.Stock.Cards(ctx)
	for _, c := range cards {
		if w.waiting(c) > longWait {
			t.n++
		}
	}
	return t, err
}

func placesToCount(_ context.Context, _ *Window, v dayView) (task, error) {
	n := v.tally()
	return task{id: "count", n: n[uncounted] + n[beingCounted] + n[waitsForMe], room: closing}, nil
}

func dayToClose(_ context.Context, _ *Window, v dayView) (task, error) {
	t := task{id: "close", room: closing}
	if v.running() && v.complete() == nil {
		t.n = 1
	}
	return t, nil
}

// board is what waits today.
type board struct {
	tasks  []task
	opened bool // the business day is opened
	closed bool
}

// readBoard asks all sources.
func (w *Window) readBoard(ctx context.Context) (b board, err error) {
	v, err := w.readDay(ctx)
	if err != nil {
		return b, err
	}
	b.opened, b.closed = !v.today.Opened.IsZero(), !v.today.Closed.IsZero()
	for _, source := range sources() {
		t, err := source(ctx, w, v)
		if err != nil {
			return b, err
		}
		if t.n > 0 {
			b.tasks = append(b.tasks, t)
		}
	}
	slices.SortStableFunc(b.tasks, func(a, b task) int { return order(b.late) - order(a.late) })
	return b, nil
}

func order(late bool) int {
	if late {
		return 1
	}
	return 0
}

// show is the list, each line with its number and one button to its room; empty is calm.
func (b board) show(w *Window) fyne.CanvasObject {
	t := w.text
	list := kit.VStack(kit.SpaceTight)
	if len(b.tasks) == 0 {
		words := "reception.calm"
		if b.closed {
			words = "board.closed"
		}
		list.Add(kit.Body(t.T(words)))
		return list
	}
	list.Add(kit.Subheading(t.T("board.title")))
	for _, task := range b.tasks {
		list.Add(b.line(w, task))
		list.Add(kit.Ruling())
	}
	return list
}

const taskNumberWidth = 56 // pixels: a number with its separator

func (b board) line(w *Window, task task) fyne.CanvasObject {
	t := w.text
	line := kit.HStack(kit.SpaceBetween,
		kit.Width(taskNumberWidth, kit.NewText(w.number(task.n), kit.TextStyle{Size: kit.Text24, Bold: true, Keep: true, Align: fyne.TextAlignTrailing})),
		upright(kit.Line(t.T("board."+task.id))))
	if task.late {
		line.Add(upright(kit.NewTag(t.T("board.late"), kit.Error)))
	}
	line.Add(kit.Filler())
	line.Add(kit.NewButton("board."+task.id, t.T("board."+task.id+".do"), kit.Outlined, func() {
		w.open(task.room)
		if task.page != nil {
			w.turnTo(task.page(w))
		}
	}).Sized(kit.InTable))
	return kit.Height(kit.Size(kit.HeightRow), line)
}
