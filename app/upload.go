package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/internal/central"
	"madoguchi/internal/juki"
)

// newUploader makes the background upload of this terminal's log; without a central server in the settings it does nothing.
func (m *Main) newUploader() *central.Uploader {
	return central.NewUploader(m.settings.Central.In(m.Dir), m.db, m.Now)
}

// uploadLook is how often the clerk's window is told how far the upload is.
const uploadLook = 5 * time.Second

// watchUpload uploads in the background and tells the clerk's window how far it is, until ctx ends. Without a central server it does nothing.
func (m *Main) watchUpload(ctx context.Context) {
	u := m.newUploader()
	if !u.Status().Set {
		return
	}
	m.running.Go(func() { u.Run(ctx) })
	tick := time.NewTicker(uploadLook)
	defer tick.Stop()
	for {
		s := u.Status()
		m.windows.showDevices(func(d *clerk.Devices) {
			d.Upload = clerk.Upload{Set: true, Known: s.Size > 0, Behind: s.Behind(), Failing: s.Code != ""}
		})
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
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
