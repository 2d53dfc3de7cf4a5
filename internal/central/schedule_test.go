package central

import (
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// The schedule of the settings, read as they are written: a number of minutes, times of the day, or both.
func TestTheScheduleOfTheSettings(t *testing.T) {
	for _, c := range []struct {
		says         string
		hour, minute int
		want         time.Duration
	}{
		{"", 10, 0, 15 * time.Minute},
		{`every = "40m"`, 10, 0, 40 * time.Minute},
		{`at = ["12:15", "17:30"]`, 10, 0, 2*time.Hour + 15*time.Minute},
		{`at = ["17:30", "12:15"]`, 12, 14, time.Minute},
		{`at = ["12:15", "17:30"]`, 12, 15, 5*time.Hour + 15*time.Minute}, // its time has come: the next one
		{`at = ["12:15", "17:30"]`, 20, 0, 16*time.Hour + 15*time.Minute}, // tomorrow
		{"every = \"1h\"\nat = [\"12:15\"]", 11, 0, time.Hour},
		{"every = \"1h\"\nat = [\"12:15\"]", 11, 50, 25 * time.Minute},
	} {
		var s Settings
		if _, err := toml.Decode(c.says, &s); err != nil {
			t.Fatal(err)
		}
		now := juki.Date{Year: 2026, Month: 11, Day: 24}.At(c.hour, c.minute).UTC() // the clock's zone is no matter
		if got := s.pause(now); got != c.want {
			t.Errorf("%q at %02d:%02d: waits %v, wanted %v", c.says, c.hour, c.minute, got, c.want)
		}
	}
	for _, wrong := range []string{`at = ["25:00"]`, `at = ["noon"]`, `at = ["12:15:30"]`} {
		if _, err := toml.Decode(wrong, &Settings{}); err == nil {
			t.Errorf("%s is taken", wrong)
		}
	}
	if text, err := (DayTime{Hour: 9, Minute: 5}).MarshalText(); err != nil || string(text) != "09:05" {
		t.Errorf("written as %s, %v", text, err)
	}
}

// The pause after a failure: what only a person can put right waits for the schedule, an outage is tried again ever more rarely,
// and never rarely while something urgent waits.
func TestThePauseAfterAFailure(t *testing.T) {
	u := NewUploader(Settings{}, nil, time.Now)
	for _, c := range []struct {
		code     juki.Code
		attempts int
		asked    int
		want     time.Duration
	}{
		{juki.CentralRefused, 1, 0, time.Hour},
		{juki.CentralRefused, 1, 1, time.Hour},
		{juki.CentralUnreachable, 1, 0, firstPause},
		{juki.CentralUnreachable, 3, 0, 4 * firstPause},
		{juki.CentralUnreachable, 9, 0, longestPause},
		{juki.CentralUnreachable, 1000, 0, longestPause},
		{juki.CentralUnreachable, 1000, 1, firstPause},
	} {
		u.asked = c.asked
		if got := u.pauseAfter(Status{Code: c.code, Attempts: c.attempts}, time.Hour); got != c.want {
			t.Errorf("%s, %d times, %d asked: waits %v, wanted %v", c.code, c.attempts, c.asked, got, c.want)
		}
	}
	if got := u.pauseAfter(Status{Code: juki.CentralUnreachable, Attempts: 9}, time.Second); got != time.Second {
		t.Errorf("waits %v, longer than the schedule", got)
	}
}

func TestWhatIsUrgent(t *testing.T) {
	for e, want := range map[oplog.EventID]bool{oplog.OperatorRevoked: true, oplog.IncidentOpened: true, oplog.DayClosed: true, oplog.LogErased: true,
		oplog.LoginSucceeded: false, oplog.UploadBegun: false, oplog.UploadEnded: false, oplog.UploadFailed: false} { // an upload that asked for an upload would never end
		if Urgent(e) != want {
			t.Errorf("%s: urgent %v", e, !want)
		}
	}
}
