package oplog

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Receipt is the signed answer of whoever takes delivered archives: these records, in a file of this digest, are filed. It is a signed
// note (C2SP) of six lines:
//
//	madoguchi-receipt 1
//	28225.madoguchi/terminal-01
//	<first record> <records of the log>
//	<base64 of the root>
//	<SHA-256 of the file, hexadecimal>
//	<time of filing>
type Receipt struct {
	Origin     string
	From, Size int64 // the file has the records From to Size-1
	Root       tlog.Hash
	Digest     [32]byte
	At         time.Time
}

const receiptMagic = "madoguchi-receipt 1"

// maxReceipt bounds what is read as a receipt, in bytes.
const maxReceipt = 1 << 10

var (
	errReceiptForm = errors.New("not a receipt in canonical form")
	// ErrReceiptForeign is a receipt that another key signed than the one that was asked for.
	ErrReceiptForeign = errors.New("the receipt was signed by another key")
)

func (r Receipt) body() string {
	return fmt.Sprintf("%s\n%s\n%d %d\n%s\n%x\n%s\n", receiptMagic, r.Origin, r.From, r.Size,
		base64.StdEncoding.EncodeToString(r.Root[:]), r.Digest, r.At.In(japan).Format(timeLayout))
}

// SignReceipt signs with the receiver's key, which is no terminal's.
func SignReceipt(key *TerminalKey, r Receipt) (string, error) {
	signed, err := note.Sign(&note.Note{Text: r.body()}, key)
	if err != nil {
		return "", fmt.Errorf("sign receipt: %w", err)
	}
	return string(signed), nil
}

// OpenReceipt reads a receipt and verifies its signature with the receiver's verifier key. Line ends may have become CR LF.
func OpenReceipt(text, verifierKey string) (Receipt, error) {
	verifier, err := parseVerifierKey(verifierKey)
	if err != nil {
		return Receipt{}, fmt.Errorf("open receipt: %w", err)
	}
	if len(text) > maxReceipt {
		return Receipt{}, errReceiptForm
	}
	text = asWritten(text)
	body, _, _ := strings.Cut(text, "\n\n")
	r, err := parseReceipt(body + "\n")
	if err != nil {
		return Receipt{}, err
	}
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		return Receipt{}, fmt.Errorf("%w: %w", ErrReceiptForeign, err)
	}
	if len(opened.Sigs) != 1 || len(opened.UnverifiedSigs) > 0 || opened.Text != r.body() {
		return Receipt{}, errReceiptForm
	}
	return r, nil
}

func parseReceipt(body string) (r Receipt, err error) {
	lines := strings.Split(body, "\n")
	if len(lines) != 7 || lines[0] != receiptMagic || !originForm(lines[1]) {
		return r, errReceiptForm
	}
	from, size, _ := strings.Cut(lines[2], " ")
	first, fromOK := canonicalNumber(from)
	records, sizeOK := canonicalNumber(size)
	root, rootErr := tlog.ParseHash(lines[3])
	digest, digestOK := parseErased([]byte(lines[4])) // 64 digits of hex, as a leaf
	at, timeErr := time.Parse(timeLayout, lines[5])
	if !fromOK || !sizeOK || first > records || rootErr != nil || !digestOK || timeErr != nil {
		return r, errReceiptForm
	}
	r = Receipt{Origin: lines[1], From: first, Size: records, Root: root, Digest: [32]byte(digest), At: at}
	if r.body() != body {
		return Receipt{}, errReceiptForm
	}
	return r, nil
}

// DeliveryName is what a delivered file is called, without an extension: whose log, the first record and how many the log has. It
// sorts by time.
func DeliveryName(origin string, from, size int64) string {
	return strings.ReplaceAll(origin, "/", "_") + "-" + tenDigits(from) + "-" + tenDigits(size)
}

func tenDigits(n int64) string {
	text := strconv.FormatInt(n, 10)
	return strings.Repeat("0", max(0, 10-len(text))) + text
}
