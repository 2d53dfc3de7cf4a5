package clerk

import (
	"context"
	"time"
)

// Backups is what the clerk's window asks of the terminal's backups (第13条・第24条).
type Backups interface {
	// Backups tells how the backups stand.
	Backups(ctx context.Context) (BackupView, error)
	// MakeBackup writes one now, verifies it and records it; the システム管理者 only.
	MakeBackup(ctx context.Context) (BackupMade, error)
}

// BackupView is how the backups of this terminal stand.
type BackupView struct {
	Folder       string
	Daily        bool      // the program writes one every day by itself
	RemindDays   int       // the board reminds after so many days; 0 for never
	Last         time.Time // the last good one; zero for none
	Failed       time.Time // the last failure; zero for none
	Recovery     string    // number of the recovery key in force; "" for none
	RecoveryMade time.Time
}

// BackupMade is a backup that was written.
type BackupMade struct {
	Path     string
	Records  int64
	Recovery string
}
