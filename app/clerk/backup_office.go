package clerk

import (
	"context"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// Backups is what the clerk's window asks of the terminal's backups (第13条・第24条).
type Backups interface {
	// Backups tells how the backups stand.
	Backups(ctx context.Context) (BackupView, error)
	// MakeBackup writes one now, verifies it and records it; the システム管理者 only.
	MakeBackup(ctx context.Context) (BackupMade, error)
	// PrintRecoveryKey draws a recovery key and prints its paper. The key counts only after KeepRecoveryKey.
	PrintRecoveryKey(ctx context.Context, second session.Confirmation) (RecoveryPaper, error)
	// KeepRecoveryKey takes the key that was printed last into use, once somebody has read the last group of letters off its paper.
	KeepRecoveryKey(ctx context.Context, ending string) error
	// DropRecoveryKey forgets a key that was printed and not taken into use.
	DropRecoveryKey()
}

// BackupView is how the backups of this terminal stand.
type BackupView struct {
	Folder       string
	Daily        bool      // the program writes one every day by itself
	RemindDays   int       // the board reminds after so many days; 0 for never
	Last         time.Time // the last good one; zero for none
	Since        time.Time // with no good one: since when there is something to back up
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

// RecoveryPaper is a recovery key that waits for its paper to be read. Text is the key, only when it could not be printed: it is copied by hand.
type RecoveryPaper struct {
	Number  string
	Trouble juki.Code
	Text    string
}

// overdueBackup tells whether the board has to remind: no good backup for longer than the settings allow.
func (v BackupView) overdueBackup(now time.Time) bool {
	last := v.Last
	if last.IsZero() {
		last = v.Since
	}
	return v.RemindDays > 0 && now.Sub(last) > time.Duration(v.RemindDays)*24*time.Hour
}
