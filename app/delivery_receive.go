package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

const receiveUsage = "receive FOLDER --receipts FOLDER --key VERIFIERKEY... [--data FOLDER] | receive --show-key [--data FOLDER]"

const (
	receiverFolder = "madoguchi-receiver"
	receiverKey    = "receiver.key"
	receiverOrigin = "madoguchi/receiver"
	checkpointFile = ".checkpoint"
)

// errNotReceived is a delivery that was refused; what is wrong was printed.
var errNotReceived = errors.New("受け取れない保管ファイルがあります。何も消さず、端末のシステム管理者に連絡してください")

// runReceive takes delivered archives: it verifies each, sees that it continues the one before, files it and writes a signed receipt. It needs
// no database and no key of a terminal.
func runReceive(_ context.Context, args []string) error {
	f, data := flags("receive")
	receipts := f.String("receipts", "", "受領書を書くフォルダー")
	show := f.Bool("show-key", false, "受領書の検証鍵を表示します(端末の設定 [delivery] receiver に書きます)")
	var keys []string
	f.Func("key", "受け取る端末の検証鍵。何台分でも書けます", func(value string) error { keys = append(keys, value); return nil })
	if *data == "" { // its own folder, not a terminal's
		dir, err := dataFolder(receiverFolder)
		if err != nil {
			return err
		}
		*data = dir
	}
	words := 1
	if slices.ContainsFunc(args, func(a string) bool { return strings.TrimLeft(a, "-") == "show-key" }) {
		words = 0
	}
	got, dir, err := parse(f, data, args, words)
	if err != nil {
		return err
	}
	r, err := openReceiver(dir, time.Now)
	if err != nil {
		return err
	}
	if *show {
		fmt.Println(r.key.VerifierKey())
		return nil
	}
	if *receipts == "" || len(keys) == 0 {
		fmt.Fprintln(os.Stderr, "madoguchi "+receiveUsage)
		return errUsage
	}
	r.folder, r.receipts, r.keys, r.out = got[0], *receipts, keys, os.Stdout
	return r.receive()
}

// receiver is the side that takes deliveries. In its own folder lie its key and, for each log, what it has filed.
type receiver struct {
	dir, folder, receipts string
	keys                  []string // verifier keys of the terminals
	key                   *oplog.TerminalKey
	now                   func() time.Time
	out                   io.Writer
}

// openReceiver opens the receiver's folder; its key is made at the first use.
func openReceiver(dir string, now func() time.Time) (*receiver, error) {
	if err := makeFolder(dir); err != nil {
		return nil, fmt.Errorf("受け取る側のフォルダーを作れません: %w", err)
	}
	path := filepath.Join(dir, receiverKey)
	seed, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		seed = make([]byte, oplog.SeedSize)
		if _, err := rand.Read(seed); err != nil {
			return nil, fmt.Errorf("受領書の鍵を作れません: %w", err)
		}
		err = writeWhole(path, func(w io.Writer) error { _, err := w.Write(seed); return err })
	}
	if err != nil {
		return nil, fmt.Errorf("受領書の鍵を開けません: %w", err)
	}
	defer clear(seed)
	key, err := oplog.NewTerminalKey(receiverOrigin, seed)
	if err != nil {
		return nil, fmt.Errorf("受領書の鍵を開けません: %w", err)
	}
	return &receiver{dir: dir, key: key, now: now, out: io.Discard}, nil
}

// errReceiving is a second receiver beside the first.
var errReceiving = errors.New("ほかの madoguchi receive が、同じフォルダーで受け取っています。終わってから、もう一度実行してください")

const receiverLock = "receiver.lock"

// alone does something while nobody else receives into the same folder: two would verify and file each other's copies.
func (r *receiver) alone(f func() error) error {
	release, err := store.LockFile(filepath.Join(r.dir, receiverLock))
	if errors.Is(err, juki.Refuse(juki.DatabaseLocked)) {
		return errReceiving
	}
	if err != nil {
		return fmt.Errorf("受け取る側のフォルダーを使えません: %w", err)
	}
	return errors.Join(f(), release())
}

// receive takes every delivery that lies in the folder, oldest first. A file that is refused stays where it is, and holds up what
// comes after it from the same terminal alone.
func (r *receiver) receive() error { return r.alone(r.receiveAll) }

func (r *receiver) receiveAll() error {
	entries, err := os.ReadDir(r.folder)
	if err != nil {
		return fmt.Errorf("引渡しフォルダーを読めません: %w", err)
	}
	var names []string
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); e.Type().IsRegular() && (ext == wholeExtension || ext == partExtension) && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(byEnd(a), byEnd(b)) })
	refused := false
	for _, name := range names {
		if err := r.take(name); err != nil {
			refused = true
			fmt.Fprintf(r.out, "× %s: %v\n", printable(name), err)
		}
	}
	if refused {
		return errNotReceived
	}
	return nil
}

// printable is a file's name for the eyes: whoever may write into the folder names the files, and a name is no order to the terminal.
func printable(name string) string {
	quoted := strconv.Quote(name)
	if inside := quoted[1 : len(quoted)-1]; inside != name {
		return quoted
	}
	return name
}

// byEnd sorts by the log and by how many records it had: what the name says is only an order, what counts is in the file.
func byEnd(name string) string {
	parts := strings.Split(strings.TrimSuffix(name, filepath.Ext(name)), "-")
	if len(parts) < 3 {
		return name
	}
	n := len(parts)
	return strings.Join(parts[:n-2], "-") + "-" + parts[n-1] + "-" + parts[n-2]
}

// take takes one file: a copy of its own is verified, so that nobody exchanges it meanwhile, filed, and answered.
func (r *receiver) take(name string) error {
	own := filepath.Join(r.dir, ".incoming")
	digest, err := copyWithDigest(own, filepath.Join(r.folder, name))
	if err != nil {
		return err
	}
	defer os.Remove(own)
	key, part, err := r.whose(own)
	if err != nil {
		return err
	}
	origin := originOf(key)
	shelf := r.shelf(origin)
	last, same, err := r.last(shelf, digest)
	if err != nil {
		return err
	}
	if same != "" { // it came before, and its receipt may have been lost
		if err := store.SyncFolder(shelf); err != nil { // whoever filed it may have been ended before this
			return fmt.Errorf("棚に入れられません: %w", err)
		}
		return r.answer(name, same)
	}
	v, err := r.verify(own, part, key, last)
	if err != nil {
		return err
	}
	receipt := oplog.Receipt{Origin: origin, From: v.From, Size: v.Records, Root: v.Root, Digest: digest, At: r.now()}
	text, err := oplog.SignReceipt(r.key, receipt)
	if err != nil {
		return err
	}
	if err := file(shelf, own, v, text); err != nil {
		return err
	}
	fmt.Fprintf(r.out, "○ %s: 記録 %d から %d まで、全部で %d 件\n", printable(name), v.From, v.Records-1, v.Records)
	return r.answer(name, text)
}

// answer writes the receipt and takes the delivered file away, which is filed by now.
func (r *receiver) answer(name, text string) error {
	path := filepath.Join(r.receipts, name+receiptExtension)
	if err := writeWhole(path, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
		return fmt.Errorf("受領書を書けません: %w", err)
	}
	if err := os.Chmod(path, 0o644); err != nil { // the terminal is somebody else
		return fmt.Errorf("受領書を書けません: %w", err)
	}
	if err := os.Remove(filepath.Join(r.folder, name)); err != nil {
		fmt.Fprintf(r.out, "  %s は受け取りましたが、引渡しフォルダーから消せません(残っていても構いません)\n", printable(name))
	}
	return nil
}
