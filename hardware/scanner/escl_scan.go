package scanner

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"madoguchi/hardware"
)

// Ready implements hardware.Scanner.
func (e *Escl) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, e.wait.call)
	defer cancel()
	client, leave := e.client()
	defer leave()
	t, err := e.begin(ctx, client)
	if err != nil {
		return err
	}
	s, err := t.status(ctx)
	if err != nil {
		return err
	}
	if fault := s.fault(); fault != "" {
		return fmt.Errorf("the scanner is not ready: %w", fault)
	}
	return nil
}

// Scan implements hardware.Scanner.
func (e *Escl) Scan(ctx context.Context, area hardware.ScanArea, progress func(float64)) (*hardware.Scan, error) {
	if err := checkArea(area); err != nil {
		return nil, err
	}
	end, err := e.turn.take()
	if err != nil {
		return nil, err
	}
	defer end()
	ctx, cancel := context.WithTimeout(ctx, e.wait.whole)
	defer cancel()
	client, leave := e.client()
	defer leave()
	t, err := e.begin(ctx, client)
	if err != nil {
		return nil, err
	}
	return t.scan(ctx, area, progress)
}

// scan lays the region out, waits for the device, and fetches the picture.
func (t *talk) scan(ctx context.Context, area hardware.ScanArea, progress func(float64)) (*hardware.Scan, error) {
	g := t.caps.Platen
	if err := g.can(area.DPI); err != nil {
		return nil, err
	}
	x, err := along(area.X, area.W, g.MinWidth, g.MaxWidth)
	if err != nil {
		return nil, err
	}
	y, err := along(area.Y, area.H, g.MinHeight, g.MaxHeight)
	if err != nil {
		return nil, err
	}
	job, err := t.begun(ctx, t.caps.settings(x, y, area.DPI))
	if err != nil {
		return nil, err
	}
	defer t.forget(ctx, job)
	return t.fetch(ctx, job, framed(area, x, y), area.DPI, progress)
}

// begun waits for the device and starts the job. Some say only then that they warm up.
func (t *talk) begun(ctx context.Context, settings string) (*url.URL, error) {
	for {
		if err := t.warm(ctx); err != nil {
			return nil, err
		}
		job, err := t.start(ctx, settings)
		if !errors.Is(err, hardware.ScannerWarming) || pause(ctx, t.wait.poll) != nil {
			return job, err
		}
	}
}

// warm waits until the device is ready, as long as it only says that it warms up.
func (t *talk) warm(ctx context.Context) error {
	for warming := false; ; warming = true {
		s, err := t.status(ctx)
		if err != nil && warming && ctx.Err() != nil { // the time was over while it was asked once more: the reason is the one it gave before
			return fmt.Errorf("the scanner is not ready: %w: %w", hardware.ScannerWarming, ctx.Err())
		}
		if err != nil {
			return err
		}
		fault := s.fault()
		if fault == "" {
			return nil
		}
		notReady := fmt.Errorf("the scanner is not ready: %w", fault)
		if fault != hardware.ScannerWarming || pause(ctx, t.wait.poll) != nil {
			return notReady
		}
	}
}

// start asks for a job and returns its address: the path the device tells, at the registered host whatever host it names.
func (t *talk) start(ctx context.Context, settings string) (*url.URL, error) {
	call, cancel := context.WithTimeout(ctx, t.wait.call)
	defer cancel()
	jobs := t.base.JoinPath("ScanJobs")
	resp, err := t.ask(call, http.MethodPost, jobs, settings)
	if err != nil {
		return nil, err
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		return nil, t.why(ctx, fmt.Sprintf("asking for a scan: HTTP %d", resp.StatusCode), jobFault(resp.StatusCode))
	}
	at, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || at.Path == "" || len(at.Path) > 1<<10 {
		return nil, fmt.Errorf("a job without an address: %w", hardware.ScannerNonsense)
	}
	job := jobs.ResolveReference(&url.URL{Path: strings.TrimRight(at.Path, "/")})
	if job.Path == jobs.Path || job.Path == "" {
		return nil, fmt.Errorf("a job without an address: %w", hardware.ScannerNonsense)
	}
	return job, nil
}

// jobFault judges the answer to a request for a job.
func jobFault(code int) hardware.Fault {
	if fault := httpFault(code); fault != "" {
		return fault
	}
	return hardware.ScannerNonsense // 200 is no new job
}

// why asks the device what is the matter; the fault guessed stands when it does not say.
func (t *talk) why(ctx context.Context, what string, guessed hardware.Fault) error {
	if s, err := t.status(ctx); err == nil && s.fault() != "" && s.fault() != hardware.ScannerNonsense {
		guessed = s.fault()
	}
	return fmt.Errorf("%s: %w", what, guessed)
}

// fetch asks for the page until it comes. 503 says that it does not lie there yet.
func (t *talk) fetch(ctx context.Context, job *url.URL, f frame, dpi int, progress func(float64)) (*hardware.Scan, error) {
	for last := 0; ; {
		resp, err := t.ask(ctx, http.MethodGet, job.JoinPath("NextDocument"), "")
		if err != nil {
			return nil, stillWarming(last, err)
		}
		last = resp.StatusCode
		switch last {
		case http.StatusOK:
			img, err := readPage(ctx, resp, f, progress)
			_ = resp.Body.Close()
			if err != nil {
				return nil, err
			}
			return &hardware.Scan{Image: img, DPI: dpi}, nil
		case http.StatusServiceUnavailable:
			_ = resp.Body.Close()
		default:
			_ = resp.Body.Close()
			fault := httpFault(last)
			if fault == hardware.ScannerGone || fault == "" { // 404: the device is there and has no page
				fault = hardware.ScannerFailed
			}
			return nil, t.why(ctx, fmt.Sprintf("asking for the page: HTTP %d", last), fault)
		}
		s, err := t.status(ctx)
		if err != nil {
			return nil, stillWarming(last, err)
		}
		if fault := s.fault(); fault != "" && fault != hardware.ScannerWarming && fault != hardware.ScannerBusy { // it is busy with this
			return nil, fmt.Errorf("waiting for the page: %w", fault)
		}
		if err := pause(ctx, t.wait.poll); err != nil {
			return nil, stillWarming(last, err)
		}
	}
}

// stillWarming is the better reason when the time was over while the device said that the page does not lie there yet.
func stillWarming(last int, err error) error {
	if last == http.StatusServiceUnavailable && errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("waiting for the page: %w: %w", hardware.ScannerWarming, context.DeadlineExceeded)
	}
	return err
}

// forget has the device drop the job and what it has of the picture, also when the scan failed or was given up. A device that does
// not is asked once more; it cannot be made to.
func (t *talk) forget(ctx context.Context, job *url.URL) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(t.wait.call, 5*time.Second))
	defer cancel()
	for range 2 {
		resp, err := t.ask(ctx, http.MethodDelete, job, "")
		if err != nil {
			continue
		}
		_ = resp.Body.Close()
		if resp.StatusCode < 300 || resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone {
			return
		}
	}
}
