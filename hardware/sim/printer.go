package sim

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"madoguchi/hardware"
)

// Printer is a simulated printer. It keeps what it prints, in memory or as files in a folder, and does
// not print while something is in its way. It implements hardware.Printer; what a person does at the
// printer is in printer_bench.go.
type Printer struct {
	dir  string        // where printed documents are kept; "" in memory only
	pace time.Duration // for one document

	mu       sync.Mutex
	fault    hardware.Fault // what is in the way
	dawdles  bool           // stays at the document it begins
	fails    bool           // gives the next document up
	emptied  bool           // runs out of paper over the next document
	jobs     []*printJob
	numbers  int
	printed  [][]byte
	watchers map[chan hardware.PrintStatus]*printWatch
}

// printWatch is somebody who follows a document.
type printWatch struct {
	job  *printJob
	last hardware.PrintStatus // as told
}

// printJob is one document at the printer.
type printJob struct {
	id     int
	doc    hardware.PrintDocument
	status hardware.PrintStatus
	lost   bool // the printer forgot it
	begun  int  // how often it was begun: paper out makes it begin anew
}

var _ hardware.Printer = (*Printer)(nil)

// NewPrinter makes a printer with paper in it that needs pace for a document. dir is made when it is
// not there, for this user alone; "" keeps documents in memory.
func NewPrinter(dir string, pace time.Duration) *Printer {
	return &Printer{dir: dir, pace: pace, watchers: map[chan hardware.PrintStatus]*printWatch{}}
}

// Preflight implements hardware.Printer.
func (p *Printer) Preflight(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.reachable(ctx); err != nil {
		return err
	}
	if p.fault != "" {
		return fmt.Errorf("the printer is not ready: %w", p.fault)
	}
	return nil
}

// Submit implements hardware.Printer.
func (p *Printer) Submit(ctx context.Context, d hardware.PrintDocument) (hardware.PrintJob, error) {
	if err := d.Valid(); err != nil {
		return hardware.PrintJob{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.reachable(ctx); err != nil {
		return hardware.PrintJob{}, err
	}
	switch p.fault { // what stops a printer does not keep it from taking documents; these do
	case hardware.PrinterRefuses, hardware.PrinterBusy, hardware.PrinterNoPDF:
		return hardware.PrintJob{}, fmt.Errorf("sending %q: %w", d.Name, p.fault)
	}
	d.PDF = slices.Clone(d.PDF)
	p.numbers++
	p.jobs = append(p.jobs, &printJob{id: p.numbers, doc: d})
	p.work()
	return hardware.PrintJob{ID: p.numbers}, nil
}

// Watch implements hardware.Printer.
func (p *Printer) Watch(ctx context.Context, j hardware.PrintJob) <-chan hardware.PrintStatus {
	ch := make(chan hardware.PrintStatus, 1)
	p.mu.Lock()
	defer p.mu.Unlock()
	job := p.find(j.ID)
	if job == nil {
		job = &printJob{lost: true}
	}
	status := p.see(job)
	ch <- status
	if status.State.Over() {
		close(ch)
		return ch
	}
	p.watchers[ch] = &printWatch{job: job, last: status}
	context.AfterFunc(ctx, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if _, watching := p.watchers[ch]; watching {
			delete(p.watchers, ch)
			close(ch)
		}
	})
	return ch
}

// Cancel implements hardware.Printer.
func (p *Printer) Cancel(ctx context.Context, j hardware.PrintJob) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.reachable(ctx); err != nil {
		return err
	}
	if job := p.find(j.ID); job != nil && !job.status.State.Over() {
		job.end(hardware.PrintTakenBack, hardware.PrintCancelled)
	}
	p.work()
	return nil
}

// reachable is nil when the printer answers. p.mu is held.
func (p *Printer) reachable(ctx context.Context) error {
	if ctx.Err() != nil || p.fault == hardware.PrinterGone {
		return fmt.Errorf("asking the printer: %w", hardware.PrinterGone)
	}
	return nil
}

func (p *Printer) find(id int) *printJob {
	for _, j := range p.jobs {
		if j.id == id && !j.lost {
			return j
		}
	}
	return nil
}

// see is a document's status as the printer tells it now. p.mu is held.
func (p *Printer) see(j *printJob) hardware.PrintStatus {
	s := j.status
	switch {
	case p.fault == hardware.PrinterGone && !s.State.Over():
		s.Trouble = hardware.PrinterGone
	case j.lost:
		s = hardware.PrintStatus{State: hardware.PrintBroken, Trouble: hardware.PrinterForgot}
	case !s.State.Over():
		s.Trouble = p.fault
	}
	return s
}

// work goes on with the documents as far as nothing is in the way, and tells the watchers. p.mu is held.
func (p *Printer) work() {
	for _, j := range p.jobs {
		if j.lost || j.status.State.Over() {
			continue
		}
		if p.fault != "" || j.status.State == hardware.PrintRunning {
			break
		}
		p.begin(j)
		if p.fault != "" || !j.status.State.Over() {
			break
		}
	}
	p.publish()
}

// begin starts one document; without a pace it is printed at once. p.mu is held.
func (p *Printer) begin(j *printJob) {
	j.status.State = hardware.PrintRunning
	j.begun++
	turn := j.begun
	if p.emptied {
		p.emptied, p.fault = false, hardware.PrinterPaperOut
		return
	}
	if p.dawdles {
		return
	}
	if p.pace <= 0 {
		p.finish(j)
		return
	}
	time.AfterFunc(p.pace, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.fault == "" && !p.dawdles && !j.lost && j.begun == turn && j.status.State == hardware.PrintRunning {
			p.finish(j)
			p.work()
		}
	})
}

// finish puts the document on paper, or gives it up. p.mu is held.
func (p *Printer) finish(j *printJob) {
	if p.fails {
		p.fails = false
		j.end(hardware.PrintBroken, hardware.PrinterAborted)
		return
	}
	if err := p.keep(j); err != nil {
		j.end(hardware.PrintBroken, hardware.PrinterFailed)
		return
	}
	p.printed = append(p.printed, j.doc.PDF)
	j.end(hardware.PrintDone, "")
}

func (j *printJob) end(s hardware.PrintState, trouble hardware.Fault) {
	j.status = hardware.PrintStatus{State: s, Trouble: trouble}
	j.doc.PDF = nil
}

// keep writes a printed document, for this user alone. p.mu is held.
func (p *Printer) keep(j *printJob) error {
	if p.dir == "" {
		return nil
	}
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return fmt.Errorf("making the tray: %w", err)
	}
	for n := len(p.printed) + 1; ; n++ { // the tray may hold papers of an earlier day
		f, err := os.OpenFile(filepath.Join(p.dir, fmt.Sprintf("%04d.pdf", n)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if os.IsExist(err) {
			continue
		}
		if err != nil {
			return fmt.Errorf("putting paper into the tray: %w", err)
		}
		_, err = f.Write(j.doc.PDF)
		if closed := f.Close(); err == nil {
			err = closed
		}
		return err
	}
}

// publish gives every watcher the newest status in place of one it did not take yet. p.mu is held.
func (p *Printer) publish() {
	for ch, w := range p.watchers {
		status := p.see(w.job)
		if status == w.last {
			continue
		}
		w.last = status
		select {
		case <-ch:
		default:
		}
		ch <- status
		if status.State.Over() {
			delete(p.watchers, ch)
			close(ch)
		}
	}
}
