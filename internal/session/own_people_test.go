package session_test

import (
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// S001 of the scene is 見本 花子.
func TestWhatAnOperatorHasInCommonWithAPerson(t *testing.T) {
	s := atWork(t)
	s.must(s.session.SetOwn(t.Context(), "S001", session.Own{Kana: " みほん ", Area: "見本町一丁目"}))
	for _, c := range []struct {
		name   string
		person juki.Person
		want   string
	}{
		{"a stranger", juki.Person{Name: "架空 太郎", Kana: "カクウ タロウ", Address: "兵庫県朝来市例示町2"}, ""},
		{"the same characters", juki.Person{Name: "見本　太郎", Kana: "ケンポン タロウ"}, "same-name"},
		{"the same sound in other characters", juki.Person{Name: "三本 太郎", Kana: "ﾐﾎﾝ ﾀﾛｳ"}, "same-name"},
		{"a variant of a character", juki.Person{Name: "見\U000E0100本 太郎", Kana: "ケンポン タロウ"}, "same-name"},
		{"a longer name that begins so", juki.Person{Name: "見本田 太郎", Kana: "ミホンダ タロウ"}, ""},
		{"without a space the beginning counts", juki.Person{Name: "見本太郎", Kana: "ケンポンタロウ"}, "same-name"},
		{"the given name is not the family name", juki.Person{Name: "架空 見本", Kana: "カクウ ミホン"}, ""},
		{"the same area", juki.Person{Name: "架空 太郎", Kana: "カクウ タロウ", Address: "兵庫県朝来市 見本町 一丁目1番地"}, "same-area"},
		{"both", juki.Person{Name: "見本 太郎", Kana: "ミホン タロウ", Address: "兵庫県朝来市見本町一丁目1番地"}, "same-name-and-area"},
		{"nothing known", juki.Person{}, ""},
	} {
		if got, err := s.session.Relation(t.Context(), []juki.Person{c.person}); got != c.want || err != nil {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
	got, err := s.session.Relation(t.Context(), []juki.Person{{Name: "架空 太郎"}, {Name: "見本 太郎"}, {Address: "見本町一丁目"}})
	if got != "same-name-and-area" || err != nil {
		t.Errorf("of several people: %q, %v", got, err)
	}
}

func TestWithoutFurigana_TheCharactersAloneAreCompared(t *testing.T) {
	s := atWork(t)
	for kana, want := range map[string]string{"ミホン タロウ": "", "": ""} {
		if got, _ := s.session.Relation(t.Context(), []juki.Person{{Name: "三本 太郎", Kana: kana}}); got != want {
			t.Errorf("%q", got)
		}
	}
	if got, _ := s.session.Relation(t.Context(), []juki.Person{{Name: "見本 太郎"}}); got != "same-name" {
		t.Errorf("%q", got)
	}
	s.session.LogOut()
	if got, err := s.session.Relation(t.Context(), []juki.Person{{Name: "見本 太郎"}}); got != "" || err != nil {
		t.Errorf("nobody is at work: %q, %v", got, err)
	}
}

func TestOnlyTheSystemAdministratorFillsThemIn(t *testing.T) {
	s := atWork(t)
	s.must(s.session.SetOwn(t.Context(), "S002", session.Own{Kana: "ミホン"}))
	s.refused(juki.StepNotAllowed, s.session.SetOwn(t.Context(), "S002", session.Own{Kana: "ミホン "}))
	if s.book.account("S002").Own != (session.Own{Kana: "ミホン"}) {
		t.Error("not kept")
	}
	s.insert(operatorReader, "S002")
	s.until("the clerk's card", func(v session.View) bool { return v.Card.ID == "S002" })
	s.must(s.login(clerkPassword))
	s.refused(juki.PostMissing, s.session.SetOwn(t.Context(), "S002", session.Own{}))
}
