package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"madoguchi/i18n"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/sheetread"
	"madoguchi/internal/store"
)

const verifyUsage = "verify ARCHIVE|DATAFOLDER|PROOF [--checkpoint TEXT|@FILE|SHEET.png|SHEET.pdf]... [--cosigner KEY|CERT] [--key KEY] [--lang ja|en]"

// anchorTexts are the checkpoints of a command line, which may name several.
type anchorTexts struct {
	values, names, texts []string
	cosigners            []string // operator cards that must have signed them
}

func (a *anchorTexts) flag(f *flag.FlagSet) {
	f.Func("checkpoint", "照合する署名付きチェックポイント: 文、@FILE(文のファイル)、照合表の PDF か写真(PNG、JPEG)。何度でも書けます", func(value string) error {
		a.values = append(a.values, value)
		return nil
	})
}

// cosigner is the flag that names operator cards.
func (a *anchorTexts) cosigner(f *flag.FlagSet) {
	f.Func("cosigner", "チェックポイントに署名しているはずの操作者識別カード: 検証鍵、証明書、公開鍵(ファイル可)。何度でも書けます", func(value string) error {
		a.cosigners = append(a.cosigners, value)
		return nil
	})
}

// read reads what the command line named.
func (a *anchorTexts) read() error {
	for _, value := range a.values {
		texts, err := readAnchors(value)
		if err != nil {
			return err
		}
		for _, text := range texts {
			a.names, a.texts = append(a.names, nameOfAnchor(value)), append(a.texts, text)
		}
	}
	return nil
}

// nameOfAnchor is the name of the file that holds the checkpoint, "" when the value is its text.
func nameOfAnchor(value string) string {
	if strings.Contains(value, "\n") || strings.Contains(value, `\n`) {
		return ""
	}
	return filepath.Base(strings.TrimPrefix(value, "@"))
}

// readAnchors takes a text as it is, a text from @FILE, and the codes off a sheet, which may be named with or without @.
func readAnchors(value string) ([]string, error) {
	name := strings.TrimPrefix(value, "@")
	if nameOfAnchor(value) == "" {
		text, err := textOrFile(value)
		return []string{text}, err
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("チェックポイントを読めません: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, sheetread.MaxBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("チェックポイントを読めません: %w", err)
	case oplog.IsCarried(string(content)):
		carried, err := oplog.ReadCarried(string(content))
		if err != nil {
			return nil, fmt.Errorf("%s を読めません: %w", filepath.Base(name), err)
		}
		return []string{carried.Checkpoint}, nil
	case !sheetread.Is(content):
		return []string{string(content)}, nil
	}
	texts, err := sheetread.Checkpoints(content)
	if errors.Is(err, sheetread.ErrNothingFound) {
		return nil, fmt.Errorf("%s にチェックポイントのQRコードが見つかりません。紙の写真かスキャンを、QRコードがまっすぐ大きく写るようにして渡してください(窓口が保存したPDFは、古い版のものは読めません)", filepath.Base(name))
	}
	if err != nil {
		return nil, fmt.Errorf("%s を読めません: %w", filepath.Base(name), err)
	}
	return texts, nil
}

// runVerify checks an archive, a terminal's database or the proof of one record. It needs no data of its own, no key and no lock: a
// counter on the same folder goes on working.
func runVerify(ctx context.Context, args []string) error {
	f, data := flags("verify")
	var anchors anchorTexts
	anchors.flag(f)
	anchors.cosigner(f)
	key := f.String("key", "", "信頼する検証鍵")
	language := f.String("lang", "ja", "判定の言語: ja か en")
	words, _, err := parse(f, data, args, 1)
	if err != nil {
		return err
	}
	if *language != "ja" && *language != "en" {
		fmt.Fprintln(os.Stderr, "madoguchi "+verifyUsage)
		return errUsage
	}
	if err := anchors.read(); err != nil {
		return err
	}
	cosigners, err := cosignerKeys(anchors.cosigners, anchors.texts)
	if err != nil {
		return err
	}
	shown := progress{out: os.Stderr, now: time.Now, since: time.Now(), english: *language == "en"}
	o := oplog.Options{TrustedKey: *key, Checkpoints: anchors.texts, Cosigners: cosigners, Now: time.Now(), Progress: shown.tell}
	p := certificate{english: *language == "en", path: words[0], anchors: anchors.names, at: time.Now(), out: os.Stdout}
	code, err := p.verify(ctx, o)
	shown.end()
	if err != nil || code == "" {
		return err
	}
	return notGood(code, *language)
}

// notGood is a verdict that was printed, in the language it was asked in.
func notGood(code juki.Code, language string) error {
	texts, err := i18n.Load()
	if language == "ja" || err != nil {
		return juki.Refuse(code)
	}
	t := texts.In(language)
	return errors.New(t.T("code."+string(code)+".what") + "\n" + t.T("code."+string(code)+".do"))
}

// verify looks what the path is, verifies it and prints the verdict; code is "" when all is right.
func (c certificate) verify(ctx context.Context, o oplog.Options) (code juki.Code, err error) {
	info, err := os.Stat(c.path)
	if err != nil {
		return "", fmt.Errorf("検証するファイルを開けません: %w", err)
	}
	if info.IsDir() {
		return c.database(ctx, filepath.Join(c.path, store.FileName), o)
	}
	file, err := os.Open(c.path)
	if err != nil {
		return "", fmt.Errorf("検証するファイルを開けません: %w", err)
	}
	defer file.Close()
	head := make([]byte, 32)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", fmt.Errorf("検証するファイルを読めません: %w", err)
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return c.database(ctx, c.path, o)
	case oplog.IsProof(head):
		return c.proof(io.MultiReader(bytes.NewReader(head), file), o)
	}
	if oplog.IsPart(head) {
		v, err := oplog.VerifyPart(until{ctx, io.MultiReader(bytes.NewReader(head), file)}, o)
		if err != nil {
			return "", fmt.Errorf("保管ファイルを読めません: %w", err)
		}
		c.part(v)
		return v.Code(), nil
	}
	v, err := oplog.Verify(until{ctx, io.MultiReader(bytes.NewReader(head), file)}, o)
	if err != nil {
		return "", fmt.Errorf("保管ファイルを読めません: %w", err)
	}
	c.archive(v)
	return v.Code(), nil
}

// until reads as long as nobody breaks off (Ctrl+C).
type until struct {
	ctx context.Context
	in  io.Reader
}

func (u until) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.in.Read(p)
}

func (c certificate) database(ctx context.Context, file string, o oplog.Options) (juki.Code, error) {
	if _, err := os.Stat(file); err != nil {
		return "", fmt.Errorf("%w: %s", errNoData, filepath.Dir(file))
	}
	r, err := store.OpenReader(file, store.Options{})
	if err != nil {
		return "", err
	}
	defer r.Close()
	v, err := r.Verify(ctx, o)
	if err != nil {
		return "", err
	}
	c.log(v)
	if code := v.Code(); code != juki.ArchiveBroken {
		return code, nil
	}
	return juki.LogDiffers, nil // a database is not written out anew
}

// progress tells on the terminal how far a long verification is; a short one says nothing.
type progress struct {
	out     io.Writer
	now     func() time.Time
	since   time.Time // the last line
	told    bool
	english bool
}

const progressEvery = time.Second

func (p *progress) tell(records int64) {
	if p.now().Sub(p.since) < progressEvery {
		return
	}
	p.since, p.told = p.now(), true
	if p.english {
		fmt.Fprintf(p.out, "\rverifying: %s records", thousands(records))
		return
	}
	fmt.Fprintf(p.out, "\r検証しています: %s 件", thousands(records))
}

func (p *progress) end() {
	if p.told {
		fmt.Fprintln(p.out)
	}
}
