package session

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is how much one guess at a password costs whoever has stolen the database.
type Cost struct {
	Passes  uint32
	Memory  uint32 // KiB
	Threads uint8
}

// StandardCost is the second recommended option of RFC 9106 section 4: three passes over 64 MiB. The first option
// (2 GiB) does not fit a counter's machine beside the work; 64 MiB does, takes about a tenth of a second, and still
// makes a guess on a graphics card dear.
var StandardCost = Cost{Passes: 3, Memory: 64 << 10, Threads: 4}

const (
	saltSize = 16
	keySize  = 32

	// A stored hash may not ask for more: a changed database row must not take the machine's memory.
	maxPasses = 16
	maxMemory = 256 << 10
)

// hashPassword makes the text that is stored: $argon2id$v=19$m=65536,t=3,p=4$salt$key (PHC string format).
func hashPassword(password []byte, c Cost, random io.Reader) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("draw salt for password: %w", err)
	}
	key := argon2.IDKey(password, salt, c.Passes, c.Memory, c.Threads, keySize)
	defer clear(key)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Passes, c.Threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// errHash is a stored hash that is not of this program's making.
var errHash = errors.New("stored password hash: not of the known form")

// matchPassword compares a password with a stored hash in constant time.
func matchPassword(password []byte, stored string) (bool, error) {
	c, salt, want, err := parseHash(stored)
	if err != nil {
		return false, err
	}
	got := argon2.IDKey(password, salt, c.Passes, c.Memory, c.Threads, keySize)
	defer clear(got)
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

func parseHash(stored string) (c Cost, salt, key []byte, err error) {
	part := strings.Split(stored, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != "v="+strconv.Itoa(argon2.Version) {
		return Cost{}, nil, nil, errHash
	}
	if c, err = parseCost(part[3]); err != nil {
		return Cost{}, nil, nil, err
	}
	salt, err1 := base64.RawStdEncoding.Strict().DecodeString(part[4])
	key, err2 := base64.RawStdEncoding.Strict().DecodeString(part[5])
	if err1 != nil || err2 != nil || len(salt) != saltSize || len(key) != keySize {
		return Cost{}, nil, nil, errHash
	}
	return c, salt, key, nil
}

// parseCost reads "m=65536,t=3,p=4", within bounds.
func parseCost(text string) (Cost, error) {
	var n [3]uint64
	fields := strings.Split(text, ",")
	if len(fields) != len(n) {
		return Cost{}, errHash
	}
	for i, name := range []string{"m=", "t=", "p="} {
		digits, found := strings.CutPrefix(fields[i], name)
		v, err := strconv.ParseUint(digits, 10, 32)
		if !found || err != nil || v == 0 {
			return Cost{}, errHash
		}
		n[i] = v
	}
	if n[0] > maxMemory || n[1] > maxPasses || n[2] > 255 {
		return Cost{}, errHash
	}
	return Cost{Passes: uint32(n[1]), Memory: uint32(n[0]), Threads: uint8(n[2])}, nil
}
