package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"madoguchi/i18n"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// commandLine is one thing the program does.
type commandLine struct {
	usage, says string
	run         func(context.Context, []string) error
}

// errUsage is a command line that was not understood; what is wrong was printed already.
var errUsage = errors.New("usage")

// commands are the words the program understands; scripts and people rely on them.
func commands() map[string]commandLine {
	c := map[string]commandLine{
		"":           {"", "窓口を始めます", runCounter},
		"verify":     {verifyUsage, "操作履歴の保管ファイル、データ、証明を検証します(秘密の鍵は要りません。窓口が動いていても構いません)", runVerify},
		"prove":      {proveUsage, "記録1件が操作履歴にあることの証明を書き出します(ほかの記録は見せません)", runProve},
		"archive":    {"archive [-o FILE]", "操作履歴を保管ファイルに書き出します", runArchive},
		"checkpoint": {checkpointUsage, "署名付きチェックポイントを、持ち出し用の小さなファイルに書き出します", runCheckpoint},
		"receive":    {receiveUsage, "引渡しフォルダーの保管ファイルを検証して受け取り、受領書を書きます(受け取る側で使います)", runReceive},
		"report":     {"report daily --date 2026-11-24 -o FILE", "保存してある日次在庫照合表をPDFにします", runReport},
		"upload":     {"upload [--show-key]", "まだ送っていない操作履歴を中央サーバーに送ります", runUpload},
		"backup":     {backupUsage, "端末のバックアップを作ります(窓口が動いていても構いません)", runBackup},
		"restore":    {restoreUsage, "バックアップを空のフォルダーに戻します。足りない操作履歴を言い、操作履歴は新しい鍵で続けます", runRestore},
		"central":    {centralUsage, "中央サーバーを準備し、端末を登録・失効し、検証します(docs/中央サーバーの手引き.md)", runCentral},
		"doctor":     {"doctor", "始業点検: データ、リーダー、画面を確かめます", runDoctor},
	}
	for name, line := range editionCommands() {
		c[name] = line
	}
	c["help"] = commandLine{"help", "この説明を出します", func(context.Context, []string) error { return printHelp(os.Stdout, c) }}
	return c
}

func printHelp(w io.Writer, c map[string]commandLine) error {
	fmt.Fprintln(w, "窓口(madoguchi)", version)
	fmt.Fprintln(w, "\n使い方: madoguchi [命令] [--data フォルダー]")
	names := make([]string, 0, len(c))
	for name := range c {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(w, "\n  madoguchi %s\n      %s\n", c[name].usage, c[name].says)
	}
	return nil
}

// flags makes the flags of a command; every command takes --data.
func flags(name string) (*flag.FlagSet, *string) {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	return f, f.String("data", "", "データフォルダー")
}

// parse reads the flags, which may stand before or after the words; it gives the words and the data folder.
func parse(f *flag.FlagSet, data *string, args []string, words int) ([]string, string, error) {
	var got []string
	for {
		if err := f.Parse(args); err != nil {
			return nil, "", errUsage
		}
		if f.NArg() == 0 {
			break
		}
		got, args = append(got, f.Arg(0)), f.Args()[1:]
	}
	if len(got) != words {
		fmt.Fprintf(os.Stderr, "madoguchi %s: 引数の数が違います。madoguchi help をご覧ください。\n", f.Name())
		return nil, "", errUsage
	}
	if *data != "" {
		return got, *data, nil
	}
	dir, err := dataFolder(folder)
	return got, dir, err
}

// dataFlag reads a command line that has nothing but --data.
func dataFlag(name string, args []string) (string, error) {
	f, data := flags(name)
	_, dir, err := parse(f, data, args, 0)
	return dir, err
}

// errNoData is a folder in which no counter has worked: a command looks at data, it begins none.
var errNoData = errors.New("このフォルダーには窓口のデータがありません")

// withData runs f on the terminal's data without windows. A counter that runs on the same data keeps it: DatabaseLocked.
func withData(dir string, f func(*Main) error) error {
	if _, err := os.Stat(filepath.Join(dir, store.FileName)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s", errNoData, dir)
	}
	m := &Main{Dir: dir, Now: time.Now, Rand: rand.Reader, Keys: defaultKeys(dir)}
	if err := m.openData(); err != nil {
		return err
	}
	err := f(m)
	return errors.Join(err, m.db.Close())
}

func runArchive(ctx context.Context, args []string) error {
	return writeOut(args, "archive", "書き出すファイル", "%d 件を %s に書き出しました。\n", errArchiveAtTheCounter, (*Main).archivePath,
		func(m *Main, path string) (int64, error) { return m.writeArchive(ctx, path, "") })
}

// writeOut is a command that writes a file of so many records, under the name of -o or the usual one.
func writeOut(args []string, command, file, done string, atCounter error, usual func(*Main) string, write func(*Main, string) (int64, error)) error {
	f, data := flags(command)
	out := f.String("o", "", file)
	_, dir, err := parse(f, data, args, 0)
	if err != nil {
		return err
	}
	err = withData(dir, func(m *Main) error {
		path := *out
		if path == "" {
			path = usual(m)
		}
		n, err := write(m, path)
		if err == nil {
			fmt.Printf(done, n, path)
		}
		return err
	})
	return atTheCounter(err, atCounter)
}

// textOrFile takes a checkpoint as given, with \n for line ends as a shell gives it, or from a file named @FILE.
func textOrFile(text string) (string, error) {
	if name, ok := strings.CutPrefix(text, "@"); ok {
		b, err := os.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("チェックポイントを読めません: %w", err)
		}
		return string(b), nil
	}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, `\n`, "\n")
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n" // a shell's $(...) takes the last one away
	}
	return text, nil
}

func runReport(ctx context.Context, args []string) error {
	f, data := flags("report")
	date := f.String("date", "", "日付")
	out := f.String("o", "", "書き出すファイル")
	words, dir, err := parse(f, data, args, 1)
	if err != nil {
		return err
	}
	day, err := juki.ParseDate(*date)
	if words[0] != "daily" || err != nil || *out == "" {
		fmt.Fprintln(os.Stderr, "madoguchi report daily --date 2026-11-24 -o FILE")
		return errUsage
	}
	err = withData(dir, func(m *Main) error { return m.reportDaily(ctx, day, *out) })
	return atTheCounter(err, errReportAtTheCounter)
}

// What has to be recorded (書き出したこと、再印刷したこと) is done by whoever holds the log: while a counter does, by that counter.
var (
	errArchiveAtTheCounter = errors.New("窓口が動いているので、ここからは書き出せません(書き出したことを記録できません)。窓口の「操作履歴」の画面の「保管ファイルを書き出す」で書き出してください。検証だけなら、madoguchi verify がこのままできます")
	errReportAtTheCounter  = errors.New("窓口が動いているので、ここからは再印刷できません(再印刷したことを記録できません)。窓口の「帳票」の画面で、その日の日次在庫照合表を印刷してください")
)

// atTheCounter says where to do what a running counter keeps from being done here.
func atTheCounter(err, instead error) error {
	if errors.Is(err, juki.Refuse(juki.DatabaseLocked)) {
		return instead
	}
	return err
}

// reportDaily writes the sheets a day was closed with: of the terminal's own places into path, of every other group of places beside it.
func (m *Main) reportDaily(ctx context.Context, day juki.Date, path string) error {
	sheets, err := m.db.Stock().Sheets(ctx, day)
	if err != nil {
		return err
	}
	if len(sheets) == 0 {
		return juki.Refuse(juki.CountMissing)
	}
	for _, sheet := range sheets {
		digest, err := sheet.Digest()
		if err != nil {
			return err
		}
		err = m.db.Record(ctx, oplog.Record{Time: m.Now(), Event: oplog.SheetReprinted, // no record, no paper
			Values: []oplog.Value{oplog.Sheet("daily"), oplog.Day(day), oplog.Digest(digest)}})
		if err != nil {
			return err
		}
		if err := m.writeSheet(sheet, besideGroup(path, sheet.Group), true); err != nil {
			return err
		}
	}
	return nil
}

// besideGroup is a path with the group's name before its extension; the terminal's own group has none. What a clerk typed as a name
// cannot lead out of the folder.
func besideGroup(path, group string) string {
	if group == "" {
		return path
	}
	safe := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, group)
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + "-" + safe + ext
}

// inWords is an error as a person reads it: what happened and what to do, or the bare error when it has no code.
func inWords(err error) string {
	var o *juki.Outcome
	texts, loadErr := i18n.Load()
	if errors.Is(err, store.ErrOlderDatabase) {
		return "データは古い版のプログラムのものです。窓口を一度始めると、新しい形になります。"
	}
	if !errors.As(err, &o) || loadErr != nil {
		return err.Error()
	}
	t := texts.In("ja")
	return t.T("code."+string(o.Code)+".what") + "\n" + t.T("code."+string(o.Code)+".do")
}
