package store

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"
)

// withKeyring puts a key store in memory in place of the system's.
func withKeyring(t *testing.T, fault error) {
	t.Helper()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	if keyring.MockInit(); fault != nil {
		keyring.MockInitWithError(fault)
	}
}

func TestEachProviderKeepsWhatItMade(t *testing.T) {
	withKeyring(t, nil)
	file := FileKey(filepath.Join(t.TempDir(), "key"))
	for name, keys := range map[string]Keys{
		"file": file, "keyring": KeyringKey{Service: "madoguchi-test", User: "one"},
		"chain": KeyChain{KeyringKey{Service: "madoguchi-test", User: "two"}, file},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := keys.Load(); name != "chain" && !errors.Is(err, ErrNoKey) {
				t.Fatalf("wanted ErrNoKey, got %v", err)
			}
			made, err := keys.Make(rand.Reader)
			if err != nil || len(made) != masterSize {
				t.Fatalf("%d bytes, %v", len(made), err)
			}
			if loaded, err := keys.Load(); err != nil || !bytes.Equal(made, loaded) {
				t.Fatalf("another key came back: %v", err)
			}
			if name != "chain" {
				if _, err := keys.Make(rand.Reader); err == nil {
					t.Fatal("a key that is there was made again")
				}
			}
		})
	}
}

func TestAKeyFileThatOthersCanReadIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if _, err := FileKey(path).Make(rand.Reader); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := FileKey(path).Load(); err == nil || errors.Is(err, ErrNoKey) {
		t.Fatalf("wanted a refusal that is not ErrNoKey, got %v", err)
	}
}

func TestABrokenKeyFileIsNotQuoted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	for _, text := range []string{"", "00ff", strings.Repeat("zz", masterSize), strings.Repeat("ab", masterSize+1)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := masterOf(FileKey(path), rand.Reader, true)
		if err == nil || text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("%d characters: %v", len(text), err)
		}
	}
}

func TestWithoutAKeyStoreTheFileIsAsked(t *testing.T) {
	withKeyring(t, errors.New("the key store is locked"))
	file := FileKey(filepath.Join(t.TempDir(), "key"))
	chain := KeyChain{KeyringKey{Service: "madoguchi-test", User: "three"}, file}
	made, err := chain.Make(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if loaded, err := file.Load(); err != nil || !bytes.Equal(made, loaded) {
		t.Fatalf("the file does not have the key: %v", err)
	}
}

// A database whose key is lost is not given a new one: it could neither read its columns nor go on signing.
func TestADatabaseWhoseKeyIsGoneIsNotOpened(t *testing.T) {
	dir, path := t.TempDir(), filepath.Join(t.TempDir(), "key")
	o := options(&clock{morning})
	o.Keys = FileKey(path)
	d, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Record(t.Context(), sampleRecord()), d.Close(), os.Remove(path)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, o); !errors.Is(err, ErrNoKey) {
		t.Fatalf("wanted ErrNoKey, got %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Fatal("a new key was made")
	}
}

func TestTheThreeKeysAreDrawnAsEver(t *testing.T) {
	s, err := deriveSecrets(make([]byte, masterSize), "28225.madoguchi/terminal-01")
	if err != nil {
		t.Fatal(err)
	}
	d := &DB{secrets: s}
	const want = "28225.madoguchi/terminal-01+f403f8f8+AbnFdv4gmDHWszo3KpgIGcj78FAdZE0Ab7urp//22eOB"
	if got := s.sealer.VerifierKey(); got != want {
		t.Errorf("the signing key: %s", got)
	}
	const index = "457acf2daf7f098d5ec8b7b68f78c6012624b8f603fc19cd4f6b299ce0968ae4"
	if got := hexOf(d.blind("case.notice", "A1B-234567")); got != index {
		t.Errorf("the index key: %s", got)
	}
	const sealed = "9adecfbaf6699023c50d2735f52d0c3677"
	nonce := make([]byte, s.column.NonceSize())
	if got := hexOf(s.column.Seal(nil, nonce, []byte("x"), joined("case.name", "1"))); got != sealed {
		t.Errorf("the column key: %s", got)
	}
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }
