package oplog

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// A carried checkpoint is a small text file that somebody takes away from the terminal, on a stick for example, and that Options.Checkpoints
// takes as it is; docs/archive-format.md describes it.
const carriedMagic = "madoguchi-checkpoint 1"

// maxCarried bounds what is read as a carried checkpoint, in bytes.
const maxCarried = 16 << 10

// Carried is what the file holds.
type Carried struct {
	Checkpoint  string // with its cosignatures
	VerifierKey string
	Cosigners   []string // verifier keys of the operator cards that have cosigned on this terminal
	At          time.Time
}

// carriedWords tell a person who finds the file what it is.
const carriedWords = `# 操作履歴のチェックポイント(署名付き)です。この時点までの記録が、後から書き換えられていないことを確かめるのに使います。
# 端末とは別の場所で、書き換えられないように保管してください。氏名、暗証番号などの情報は入っていません。
# 使い方: madoguchi verify 保管ファイル --checkpoint このファイル
# A signed checkpoint of the operation log. Keep it away from the terminal; hold an archive against it with the command above.
`

// Text is the file.
func (c Carried) Text() (string, error) {
	if _, err := OpenCheckpoint(mustUncosigned(c.Checkpoint), c.VerifierKey); err != nil {
		return "", fmt.Errorf("write checkpoint to carry: %w", err)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n%stime %s\nkey %s\n", carriedMagic, carriedWords, c.At.In(japan).Format(timeLayout), c.VerifierKey)
	for _, key := range c.Cosigners {
		if _, err := ParseCosigner(key); err != nil {
			return "", fmt.Errorf("write checkpoint to carry: %w", err)
		}
		fmt.Fprintf(&out, "cosigner %s\n", key)
	}
	fmt.Fprintf(&out, "\n%s", asWritten(c.Checkpoint))
	return out.String(), nil
}

func mustUncosigned(text string) string {
	plain, err := Uncosigned(text)
	if err != nil {
		return text // refused where it is opened
	}
	return plain
}

// IsCarried tells a carried checkpoint by its first line.
func IsCarried(text string) bool {
	first, _, _ := strings.Cut(text, "\n")
	return strings.TrimSuffix(strings.TrimPrefix(first, "\ufeff"), "\r") == carriedMagic
}

// ReadCarried reads the file; line ends may have become CR LF. Nothing is verified: whoever holds a log against the checkpoint does.
func ReadCarried(text string) (c Carried, err error) {
	if !IsCarried(text) || len(text) > maxCarried {
		return c, errors.New("not a checkpoint that was written to be carried")
	}
	head, checkpoint, found := strings.Cut(asWritten(strings.TrimPrefix(text, "\ufeff")), "\n\n")
	if !found {
		return c, errors.New("the checkpoint is missing in the file")
	}
	for _, line := range strings.Split(head, "\n")[1:] {
		word, value, _ := strings.Cut(line, " ")
		switch word {
		case "#":
		case "key":
			c.VerifierKey = value
		case "cosigner":
			c.Cosigners = append(c.Cosigners, value)
		case "time":
			if c.At, err = time.Parse(timeLayout, value); err != nil {
				return c, errors.New("the time in the file is malformed")
			}
		default:
			return c, errors.New("a line of the file is not understood")
		}
	}
	c.Checkpoint = checkpoint
	return c, nil
}
