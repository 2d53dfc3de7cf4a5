package session

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"madoguchi/internal/juki"
)

func TestAPasswordKeepsTheRulesOfArticle16(t *testing.T) {
	for password, want := range map[string]error{
		"Tamba-kuroMame7":          nil,
		"hashi udon 92 Kawa":       nil,
		"Ta-7mbk":                  errShort,
		strings.Repeat("aB3-", 33): errLong,
		"tambakuromame7":           errKinds,
		"TAMBA-KUROMAME":           errKinds,
		"Password1234":             errGuessable,
		"Qwerty12345":              errGuessable,
		"Abcd1234!":                errGuessable,
		"Tamba-s001-kuroMame":      errOperator,
		"たんば黒豆Kuro7":               errCharacter,
		"Tamba\tkuroMame7":         errCharacter,
	} {
		err := checkPassword([]byte(password), "S001", "見本 花子", DefaultRules())
		if want == nil && err != nil || want != nil && (!errors.Is(err, want) || !errors.Is(err, juki.Refuse(juki.PasswordWeak))) {
			t.Errorf("%q: %v, want %v", password, err, want)
		}
	}
}

var cheap = Cost{Passes: 1, Memory: 64, Threads: 1}

func TestAStoredPasswordMatchesOnlyItself(t *testing.T) {
	stored, err := hashPassword([]byte("Tamba-kuroMame7"), cheap, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := hashPassword([]byte("Tamba-kuroMame7"), cheap, rand.Reader)
	if stored == again {
		t.Error("two operators with one password would show")
	}
	for password, want := range map[string]bool{"Tamba-kuroMame7": true, "Tamba-kuroMame8": false, "": false} {
		if got, err := matchPassword([]byte(password), stored); err != nil || got != want {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	if _, err := hashPassword([]byte("x"), cheap, bytes.NewReader(nil)); err == nil {
		t.Error("hashed without salt")
	}
}

func TestTheStandardCostIsTheOneOfRFC9106(t *testing.T) {
	stored, err := hashPassword([]byte("x"), StandardCost, rand.Reader)
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Errorf("%s, %v", stored, err)
	}
}

func FuzzStoredHash(f *testing.F) {
	good, err := hashPassword([]byte("x"), cheap, rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(strings.Replace(good, "m=64", "m=4294967295", 1))
	f.Add(strings.Replace(good, "t=1", "t=0", 1))
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Fuzz(func(t *testing.T, stored string) {
		c, salt, key, err := parseHash(stored)
		if err != nil {
			return
		}
		if c.Memory == 0 || c.Memory > maxMemory || c.Passes == 0 || c.Passes > maxPasses || c.Threads == 0 || len(salt) != saltSize || len(key) != keySize {
			t.Errorf("%q was taken", stored)
		}
	})
}
