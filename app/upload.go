package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/internal/central"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// newUploader makes the background upload of this terminal's log; without a central server in the settings it does nothing.
func (m *Main) newUploader() *central.Uploader {
	return central.NewUploader(m.settings.Central.In(m.Dir), m.db, m.Now)
}

// uploadLook is how often it is looked whether the upload has moved on: what somebody asked for is answered within it.
const uploadLook = time.Second

// watchUpload uploads in the background and tells the clerk's window how far it is, until ctx ends. Without a central server it does nothing.
func (m *Main) watchUpload(ctx context.Context) {
	u := m.uploader
	if !u.Status().Set {
		return
	}
	m.running.Go(func() { u.Run(ctx) })
	tick := time.NewTicker(uploadLook)
	defer tick.Stop()
	var told clerk.Upload
	for {
		if now := uploadWords(u.Status()); now != told { // a window that is told redraws its bottom line
			told = now
			m.windows.showDevices(func(d *clerk.Devices) { d.Upload = now })
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// uploadWords is the state of the upload for the clerk's window. The clocks never agree to the last millisecond: only whole minutes are news.
func uploadWords(s central.Status) clerk.Upload {
	return clerk.Upload{Set: s.Set, Known: s.Size > 0, Busy: s.Busy, Asked: s.Asked, Behind: s.Behind(), Code: s.Code,
		Failing: s.Failing, Reached: s.Reached, Next: s.Next, Skew: s.Skew.Round(time.Minute)}
}

// UploadNow implements clerk.Uploads.
func (o office) UploadNow(context.Context) error {
	op, err := o.m.session.Require()
	if err != nil {
		return err
	}
	if !oplog.MayOversee(op.Post) {
		return juki.Refuse(juki.PostMissing)
	}
	o.m.uploader.NowFor(op.ID)
	return nil
}

// uploadPauses are the waits before an upload by hand is tried again: a standby takes over within seconds.
var uploadPauses = [...]time.Duration{time.Second, 3 * time.Second, 6 * time.Second}

// runUpload uploads once. The counter uploads by itself while it runs; this is for a terminal whose counter is closed.
func runUpload(ctx context.Context, args []string) error {
	f, data := flags("upload")
	key := f.Bool("show-key", false, "検証鍵を表示します(中央サーバーへの端末登録に使います)")
	_, dir, err := parse(f, data, args, 0)
	if err != nil {
		return err
	}
	return withData(dir, func(m *Main) error {
		if *key {
			fmt.Println(m.db.VerifierKey())
			return nil
		}
		p, err := m.upload(ctx)
		if err != nil {
			return err
		}
		fmt.Printf("中央サーバーに %d 件あります(この端末の記録 %d 件)。\n", p.Stored, p.Size)
		if skew := p.Skew.Round(time.Second); skew.Abs() >= time.Minute {
			fmt.Printf("この端末の時計は、サーバーの時計と %v ずれています。\n", skew.Abs())
		}
		return nil
	})
}

// upload uploads now, and tries again for some seconds when the server cannot be reached.
func (m *Main) upload(ctx context.Context) (central.Progress, error) {
	c := &central.Client{Settings: m.settings.Central.In(m.Dir), Log: m.db, Now: m.Now}
	for _, pause := range uploadPauses {
		p, err := c.Upload(ctx)
		if !errors.Is(err, juki.Refuse(juki.CentralUnreachable)) {
			return p, err
		}
		select {
		case <-ctx.Done():
			return p, ctx.Err()
		case <-time.After(pause):
		}
	}
	return c.Upload(ctx)
}
