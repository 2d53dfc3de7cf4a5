package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

var errKeyOnLine = errors.New("復旧キーは、コマンド行に書くとほかの利用者にも見えます。--recovery-key @ファイル とするか、何も付けずに尋ねられてから入力してください")

func (r *restoring) typedKey(ctx context.Context) (string, error) {
	if r.keyFile != "" {
		name, file := strings.CutPrefix(r.keyFile, "@")
		if !file {
			return "", errKeyOnLine
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("復旧キーのファイルを読めません: %w", err)
		}
		return string(text), nil
	}
	line, err := r.ask(ctx, fmt.Sprintf(r.say("復旧キー(番号 %s の紙、4文字ずつ14組)を入力してください(画面には出ません): ", "Type the recovery key (the paper with number %s, 14 groups of 4; it is not shown): "), r.backup.Header.Recovery))
	if err != nil {
		return "", fmt.Errorf("復旧キーを読めません: %w", err)
	}
	defer clear(line)
	return string(line), nil
}

var errWhoAccepts = errors.New("--accept-missing の人は、この端末の名簿にある統括責任者・管理者・補助執行者・システム管理者でなければなりません")

// accept: whoever takes missing records on stands in the register with a post that oversees the log, and shows with the own password to be that
// person: the log will name them for it (第13条・第16条第5号). A post that may not is told before any password is asked.
func (r *restoring) accept(ctx context.Context, book session.Book, by juki.OperatorID) error {
	v, err := session.NewVouching(ctx, book, session.DefaultRules(), by)
	if errors.Is(err, juki.Refuse(juki.OperatorUnknown)) || errors.Is(err, juki.Refuse(juki.OperatorRevoked)) {
		return errWhoAccepts
	}
	if err != nil {
		return err
	}
	if !oplog.MayOversee(v.Post()) {
		return errWhoAccepts
	}
	password, err := r.ask(ctx, fmt.Sprintf(r.say("足りない操作履歴を引き受ける %s のパスワードを入力してください(画面には出ません): ", "Type the password of %s, who takes the missing records on (it is not shown): "), by))
	if err != nil {
		return fmt.Errorf("パスワードを読めません: %w", err)
	}
	return v.Check(password)
}

// ask puts a question and reads the line that answers it, without what ends the line.
func (r *restoring) ask(ctx context.Context, question string) ([]byte, error) {
	fmt.Fprint(r.out, question)
	line, err := readQuietly(ctx, r.in)
	fmt.Fprintln(r.out)
	return line, err
}

// readQuietly reads a line that nobody behind the person shall read: a terminal does not show it, and shows again what is typed
// afterwards, also when it is broken off (Ctrl+C).
func readQuietly(ctx context.Context, in io.Reader) ([]byte, error) {
	if f, ok := in.(*os.File); ok {
		back, err := withoutEcho(f)
		if err != nil {
			return nil, err
		}
		defer back()
	}
	type read struct {
		line []byte
		err  error
	}
	done := make(chan read, 1)
	go func() {
		line, err := readLine(in)
		done <- read{line, err}
	}()
	select {
	case r := <-done:
		return r.line, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

const maxTypedLine = 1 << 10 // bytes

var errTypedLine = errors.New("1行が長すぎます")

// readLine reads one line and not a byte of the next one: a pipe may bring the recovery key and the password one after the other, and no
// buffer is to keep either of them.
func readLine(in io.Reader) ([]byte, error) {
	line, one := make([]byte, 0, maxTypedLine), make([]byte, 1)
	for {
		n, err := in.Read(one)
		switch {
		case n == 1 && one[0] == '\n', n == 0 && errors.Is(err, io.EOF):
			if n := len(line); n > 0 && line[n-1] == '\r' { // the console of Windows
				line = line[:n-1]
			}
			return line, nil
		case n == 1 && len(line) == maxTypedLine:
			clear(line)
			return nil, errTypedLine
		case n == 1:
			line = append(line, one[0])
		case err != nil:
			clear(line)
			return nil, err
		}
	}
}
