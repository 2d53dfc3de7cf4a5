package counter_test

import (
	"errors"
	"testing"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// What the regulation does not name nobody is looked up for, and the refused look is none (第19条第3号).
func TestNobodyIsLookedUpForNothing(t *testing.T) {
	s := newScene(t)
	key := counter.Key{Notice: "A1B-234567"}
	asked := 0
	for _, c := range []struct {
		named   []string // by the regulation; nil: none is asked
		purpose string
		may     bool
	}{
		{nil, "handover", true}, {nil, "audit", false}, {nil, "", false},
		{[]string{"handover", "correction"}, "correction", true}, {[]string{"handover", "correction"}, "", false},
		{[]string{"handover", "correction"}, "investigation", false}, {[]string{"handover", "own-kiosk"}, "own-kiosk", true},
	} {
		s.desk.Purposes = nil
		if c.named != nil {
			s.desk.Purposes = func() []string { return c.named }
		}
		_, err := s.desk.SearchFor(s.ctx, key, c.purpose)
		if c.may {
			asked++
			s.must(err)
		} else if !errors.Is(err, juki.Refuse(juki.PurposeMissing)) {
			t.Errorf("%q of %q: %v", c.purpose, c.named, err)
		}
		if n := s.records("person.searched"); n != asked {
			t.Errorf("%q of %q: %d records instead of %d", c.purpose, c.named, n, asked)
		}
	}
}

// A list of several shows each of them: each look stands with its case.
func TestEveryoneInAListOfSeveralIsALook(t *testing.T) {
	s := newScene(t)
	s.arrives(`製造番号,申請書ID,交付通知書番号,氏名,氏名カナ,住所,生年月日,性別,有効期限,カード種別
490000000000091,28225000000000000000091,A1B-234591,見本 双葉,ミホン フタバ,兵庫県朝来市見本町9,1990-04-01,女,2036-04-01,個人番号カード
490000000000092,28225000000000000000092,A1B-234592,見本 二葉,ミホン フタバ,兵庫県朝来市見本町9,1990-04-01,女,2036-04-01,個人番号カード
`)
	found, err := s.desk.Search(s.ctx, counter.Key{Kana: "ミホン フタバ", Birth: juki.Date{Year: 1990, Month: 4, Day: 1}})
	s.must(err)
	if len(found) != 2 || s.records("person.searched") != 1 || s.records("person.displayed") != 2 {
		t.Errorf("%d found, %d searches, %d looks", len(found), s.records("person.searched"), s.records("person.displayed"))
	}
}

// Whatever the clerk types or scans into the one field finds its case: its own number too, which has the form of a notice number. What it was
// found by stands in the log as what it was. Where a notice bears the number of another case, both come and a person chooses.
func TestACaseIsFoundByEachOfItsNumbers(t *testing.T) {
	s := newScene(t)
	s.arrives(`製造番号,申請書ID,交付通知書番号,氏名,氏名カナ,住所,生年月日,性別,有効期限,カード種別
490000000000091,28225000000000000000091,R08-700001,見本 双葉,ミホン フタバ,兵庫県朝来市見本町9,1990-04-01,女,2036-04-01,個人番号カード
490000000000092,28225000000000000000092,R08-000001,見本 三葉,ミホン ミツバ,兵庫県朝来市見本町9,1991-04-01,女,2036-04-01,個人番号カード
`)
	for _, c := range []struct {
		typed, by string
		serials   []juki.CardSerial
	}{
		{"A1B-234567", "notice", []juki.CardSerial{"490000000000001"}},
		{"490000000000001", "serial", []juki.CardSerial{"490000000000001"}},
		{"R08-000002", "case", nil}, // whichever the second line of the list is
		{"ｒ０８-０００００2", "case", nil},
		{"R08-700001", "notice", []juki.CardSerial{"490000000000091"}},
		{"R08-000001", "case", []juki.CardSerial{"", "490000000000092"}},
	} {
		key, err := counter.ParseKey(c.typed)
		s.must(err)
		found, err := s.desk.Search(s.ctx, key)
		if err != nil || len(found) != max(1, len(c.serials)) {
			t.Errorf("%s: %d found, %v", c.typed, len(found), err)
			continue
		}
		for i, want := range c.serials {
			if want != "" && found[i].Serial != want {
				t.Errorf("%s found the card %s", c.typed, found[i].Serial)
			}
		}
		if c.serials == nil && found[0].Number != "R08-000002" {
			t.Errorf("%s found %s", c.typed, found[0].Number)
		}
		if by := s.searchedBy(); by != c.by {
			t.Errorf("%s: the log says it was searched by %q", c.typed, by)
		}
	}
}

// searchedBy is what the log says the last search was by.
func (s *scene) searchedBy() string {
	s.t.Helper()
	lines, err := s.db.LogTail(s.ctx, 1, store.LogFilter{Event: oplog.PersonSearched})
	s.must(err)
	for _, v := range lines[0].Record.Values {
		if v.Field() == oplog.FieldKey {
			return v.Text()
		}
	}
	return ""
}

// records is how many records of an event the log has.
func (s *scene) records(event string) int {
	s.t.Helper()
	e, _ := oplog.ParseEvent(event)
	lines, err := s.db.LogTail(s.ctx, 1000, store.LogFilter{Event: e})
	s.must(err)
	return len(lines)
}

// arrives takes a list in.
func (s *scene) arrives(list string) {
	s.t.Helper()
	preview, err := s.desk.PreviewList(s.ctx, []byte(list), counter.DefaultListHeaders(), nil)
	s.must(err)
	_, err = s.desk.TakeArrival(s.ctx, preview, nil)
	s.must(err)
}
