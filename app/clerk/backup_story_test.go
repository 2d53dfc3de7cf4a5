package clerk

import (
	"context"
	"strings"
	"testing"
	"time"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// backupOffice is a terminal whose last backup is five days old, without a recovery key.
type backupOffice struct {
	emptyOffice
	view    BackupView
	made    int
	fails   juki.Code
	paper   RecoveryPaper
	by      juki.OperatorID
	dropped int
}

func (o *backupOffice) HistoryChoices(context.Context) (oplog.Choices, error) {
	return oplog.Choices{}, nil
}

func (o *backupOffice) Backups(context.Context) (BackupView, error) { return o.view, nil }

func (o *backupOffice) MakeBackup(context.Context) (BackupMade, error) {
	if o.fails != "" {
		return BackupMade{}, juki.Refuse(o.fails)
	}
	o.made++
	return BackupMade{Path: "/media/backup/one.backup", Records: 12345}, nil
}

func (o *backupOffice) PrintRecoveryKey(_ context.Context, second session.Confirmation) (RecoveryPaper, error) {
	o.by = second.Operator.ID
	return o.paper, nil
}

func (o *backupOffice) KeepRecoveryKey(_ context.Context, ending string) error {
	if ending != "7QX4" {
		return juki.Refuse(juki.RecoveryKeyWrong)
	}
	o.view.Recovery = o.paper.Number
	return nil
}

func (o *backupOffice) DropRecoveryKey() { o.dropped++ }

func newBackupScene(t *testing.T) (*scene, *backupOffice) {
	s, _ := newOldScene(t)
	o := &backupOffice{view: BackupView{Folder: "/media/backup", Daily: true, RemindDays: 3, Last: s.clock().Add(-5 * 24 * time.Hour)}, paper: RecoveryPaper{Number: "K7M2-QX40"}}
	s.w.Office = o
	s.w.open(settings)
	s.push("settings.backup")
	s.until("the page", s.stands("backup.last"))
	return s, o
}

// The administrator is reminded, makes a backup, and with a second person a recovery key whose paper was read.
func TestABackupAndItsRecoveryKey(t *testing.T) {
	s, o := newBackupScene(t)
	s.sees("2026-11-19 09:00:00", "3 日を過ぎました", "/media/backup", "まだありません。このままでは")
	s.picture("backup-old")
	o.fails = juki.BackupFolder
	s.push("backup.make")
	s.says(s.w.text.T("code.backup-folder.what"))
	o.fails = ""
	s.push("backup.make")
	s.until("made", s.stands("backup.done"))
	s.sees("操作履歴 12,345 件", "one.backup")

	s.push("backup.recovery.make")
	s.until("the second person", s.stands("second.id"))
	s.secondPerson("S003", protectorPassword)
	s.until("the paper", s.stands("backup.ending"))
	s.sees("番号 K7M2-QX40", "印刷しました")
	s.picture("backup-paper")
	if s.stands("backup.make")() || o.by != "S003" {
		t.Errorf("confirmed by %q", o.by)
	}
	s.w.frame.Find("backup.ending").(*kit.Field).SetText("0000")
	s.push("backup.keep")
	s.says(s.w.text.T("code.recovery-key-wrong.what"))
	s.w.frame.Find("backup.ending").(*kit.Field).SetText("7QX4")
	s.push("backup.keep")
	s.until("in use", s.stands("backup.recovery"))
	s.sees("番号 K7M2-QX40 の紙")
	s.picture("backup-kept")
	if o.dropped != 0 {
		t.Error("the key was dropped")
	}
}

// A key that could not be printed is copied by hand; whoever goes away from it, and a lock, forget it.
func TestARecoveryKeyThatNobodyTookIsForgotten(t *testing.T) {
	s, o := newBackupScene(t)
	o.paper.Trouble, o.paper.Text = juki.PrinterMissing, "AAAA BBBB CCCC"
	for i, away := range []func(){func() { s.push("backup.drop") }, func() { s.w.open(reception) }} {
		s.push("backup.recovery.make")
		s.until("the second person", s.stands("second.id"))
		s.secondPerson("S003", protectorPassword)
		s.until("the paper", s.stands("backup.paper.text"))
		s.sees("AAAA BBBB CCCC", "書き写してください")
		away()
		s.until("forgotten", func() bool { return o.dropped == i+1 })
		if strings.Contains(s.said(), "AAAA") {
			t.Error("the key is still shown")
		}
		s.w.open(settings)
		s.push("settings.backup")
	}
}

// The board reminds everybody, late first; a fresh terminal and a good backup are calm.
func TestTheBoardRemindsOfTheBackup(t *testing.T) {
	s, o := newBackupScene(t)
	find := func() bool {
		b, err := s.w.readBoard(t.Context())
		s.must(err)
		for _, task := range b.tasks {
			if task.id == "backup" {
				return task.late && task.room == settings
			}
		}
		return false
	}
	if !find() {
		t.Error("five days, and nobody is reminded")
	}
	for name, v := range map[string]BackupView{
		"yesterday":     {RemindDays: 3, Last: s.clock().Add(-24 * time.Hour)},
		"not asked for": {},
		"fresh":         {RemindDays: 3, Since: s.clock().Add(-time.Hour)},
	} {
		if o.view = v; find() {
			t.Errorf("%s: reminded", name)
		}
	}
	o.view = BackupView{RemindDays: 3, Since: s.clock().Add(-96 * time.Hour)}
	if !find() {
		t.Error("never backed up, and nobody is reminded")
	}
	s.w.open(reception)
	s.until("on the board", s.stands("board.backup"))
	s.inEnglish()
	s.w.open(settings)
	s.push("settings.backup")
	s.until("the page", s.stands("backup.last"))
	if said := s.said(); strings.Contains(said, "[backup.") {
		t.Errorf("a text is missing:\n%s", said)
	}
}
