package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"madoguchi/internal/central"
)

// urlVariable names the connection string in the file given by --env, and in the environment.
const urlVariable = "MADOGUCHI_CENTRAL_URL"

const centralUsage = "central init|add-terminal NAME --key KEY|revoke-terminal NAME|add-office NAME|revoke-office NAME|months|status|verify [--checkpoint TEXT] (--env FILE | --url URL)"

// centralWork is one thing an administrator or an auditor does on the central server.
type centralWork struct {
	words int // after its own name
	do    func(context.Context, *central.Owner, centralArgs) error
}

type centralArgs struct{ terminal, key, checkpoint string }

func centralWorks() map[string]centralWork {
	return map[string]centralWork{
		"init": {0, func(ctx context.Context, o *central.Owner, _ centralArgs) error {
			return done(o.Init(ctx), "中央サーバーの準備ができました。")
		}},
		"add-terminal": {1, func(ctx context.Context, o *central.Owner, a centralArgs) error {
			return done(o.AddTerminal(ctx, a.terminal, a.key), "端末 "+a.terminal+" を登録しました。")
		}},
		"revoke-terminal": {1, func(ctx context.Context, o *central.Owner, a centralArgs) error {
			return done(o.RevokeTerminal(ctx, a.terminal), "端末 "+a.terminal+" を失効させました。証明書も失効リストに入れてください。")
		}},
		"add-office": {1, func(ctx context.Context, o *central.Owner, a centralArgs) error {
			return done(o.AddOffice(ctx, a.terminal), "照会の役割 "+a.terminal+" を登録しました。")
		}},
		"revoke-office": {1, func(ctx context.Context, o *central.Owner, a centralArgs) error {
			return done(o.RevokeOffice(ctx, a.terminal), "照会の役割 "+a.terminal+" を失効させました。証明書も失効リストに入れてください。")
		}},
		"months": {0, func(ctx context.Context, o *central.Owner, _ centralArgs) error {
			made, err := o.PrepareMonths(ctx)
			return done(err, fmt.Sprintf("%d か月分を用意しました。", made))
		}},
		"status": {0, centralStatus},
		"verify": {0, centralVerify},
	}
}

func done(err error, says string) error {
	if err == nil {
		fmt.Println(says)
	}
	return err
}

// runCentral works on the central server. It needs no data of a terminal.
func runCentral(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("central", flag.ContinueOnError)
	url := f.String("url", "", "接続文字列(パスワードは書けません)")
	env := f.String("env", "", urlVariable+"=接続文字列 の行があるファイル(本人だけが読めること)")
	var a centralArgs
	f.StringVar(&a.key, "key", "", "端末の検証鍵(madoguchi upload --show-key)")
	f.StringVar(&a.checkpoint, "checkpoint", "", "照合する署名付きチェックポイントの文、またはそれを入れたファイル(@FILE)")
	_ = f.String("data", "", "使いません")
	var words []string
	for {
		if err := f.Parse(args); err != nil {
			return errUsage
		}
		if f.NArg() == 0 {
			break
		}
		words, args = append(words, f.Arg(0)), f.Args()[1:]
	}
	if len(words) == 0 {
		words = []string{""}
	}
	work, known := centralWorks()[words[0]]
	if !known || len(words) != 1+work.words {
		fmt.Fprintln(os.Stderr, "madoguchi "+centralUsage)
		return errUsage
	}
	if work.words == 1 {
		a.terminal = words[1]
	}
	connection, err := centralURL(*url, *env)
	if err != nil {
		return err
	}
	o, err := central.OpenOwner(ctx, connection)
	if err != nil {
		return err
	}
	err = work.do(ctx, o, a)
	for _, role := range o.Ended() {
		fmt.Printf("× %s は取引を開いたまま道をふさいでいたので、接続を切りました。盗まれていないか確かめてください。\n", role)
	}
	return errors.Join(err, o.Close(context.WithoutCancel(ctx)))
}

var (
	errPasswordSeen = errors.New("コマンド行のパスワードは、この機械のほかの利用者にも見えます。--env のファイルに書いてください")
	errEnvOpen      = errors.New("--env のファイルは、本人だけが読めるようにしてください(chmod 600)")
	errNoURL        = errors.New("接続先がありません。--env FILE か --url URL を付けてください")
)

// centralURL finds the connection string: of the command line without a password, of a file that nobody else reads, or of the
// environment.
func centralURL(url, env string) (string, error) {
	switch {
	case url != "" && central.HasPassword(url):
		return "", errPasswordSeen
	case url != "":
		return url, nil
	case env == "":
		if url = os.Getenv(urlVariable); url == "" {
			return "", errNoURL
		}
		return url, nil
	}
	file, err := os.Open(env)
	if err != nil {
		return "", fmt.Errorf("--env のファイルを開けません: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", fmt.Errorf("--env のファイルを読めません: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return "", errEnvOpen
	}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if value, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), urlVariable+"="); ok {
			return strings.Trim(value, `"'`), nil
		}
	}
	return "", errors.Join(lines.Err(), errNoURL)
}

// silentAfter is how long a terminal may send nothing before status points at it: a long weekend.
const silentAfter = 5 * 24 * time.Hour

// openTooLong is how long no honest terminal keeps a transaction open: its server ends a statement after three minutes.
const openTooLong = 5 * time.Minute

func centralStatus(ctx context.Context, o *central.Owner, _ centralArgs) error {
	s, err := o.State(ctx)
	if err != nil {
		return err
	}
	now, japan := time.Now(), time.FixedZone("JST", 9*60*60)
	for _, l := range s.Logs {
		note := ""
		switch {
		case l.Revoked:
			note = "  失効"
		case l.Received.Year() <= 1:
			note = "  × まだ何も届いていません"
		case now.Sub(l.Received) > silentAfter:
			note = fmt.Sprintf("  × %d 日間届いていません", int(now.Sub(l.Received).Hours()/24))
		}
		received := "-"
		if l.Received.Year() > 1 {
			received = l.Received.In(japan).Format("2006-01-02 15:04")
		}
		fmt.Printf("%-20s %-36s %10d 件  最終受信 %s%s\n", l.Terminal, l.Origin, l.Size, received, note)
	}
	fmt.Printf("用意してある月: %s の前まで\n", s.Prepared.In(japan).Format("2006-01-02"))
	if s.Prepared.Sub(now) < 90*24*time.Hour {
		fmt.Println("× 残りが3か月を切りました。madoguchi central months を実行してください。")
	}
	for _, open := range s.Open {
		if now.Sub(open.Since) > openTooLong {
			fmt.Printf("× %s は %s から取引を開いたままです。盗まれていないか確かめてください。\n", open.Role, open.Since.In(japan).Format("2006-01-02 15:04"))
		}
	}
	if s.Waiting > 0 {
		fmt.Printf("どの月にも入っていない記録: %d 件(用意のない月、または破棄した月の記録です)\n", s.Waiting)
	}
	return nil
}

// errNotWhole is a central server whose logs do not verify; what is wrong was printed.
var errNotWhole = errors.New("検証で異常が見つかりました")

func centralVerify(ctx context.Context, o *central.Owner, a centralArgs) error {
	anchor, err := textOrFile(a.checkpoint)
	if err != nil {
		return err
	}
	var checkpoints []string
	if anchor != "" {
		checkpoints = []string{anchor}
	}
	verdicts, err := o.Verify(ctx, checkpoints)
	if err != nil {
		return err
	}
	for _, v := range verdicts {
		mark := "○"
		if v.Problem != central.NoProblem {
			mark, err = "×", errNotWhole
		}
		fmt.Printf("%s %s %s: %d 件", mark, v.Terminal, v.Origin, v.Size)
		if v.Dropped > 0 {
			fmt.Printf("(うち古い %d 件は本文なし、ハッシュのみ)", v.Dropped)
		}
		if v.Anchors > 0 {
			fmt.Printf("、渡されたチェックポイントと一致")
		}
		if v.Problem != central.NoProblem {
			fmt.Printf("  %s(記録 %d)", problemWords[v.Problem], v.Record)
		}
		fmt.Printf("\n  検証鍵 %s\n", v.VerifierKey)
	}
	return err
}

var problemWords = map[central.Problem]string{
	central.UploadMissing: "受信の記録に欠けがある", central.SignatureWrong: "署名が正しくない", central.RootDiffers: "署名された記録と違う",
	central.RecordDiffers: "記録が書き換えられている", central.RecordMisfiled: "検索用の列が記録と違う", central.RecordMissing: "記録の欠け、または重複がある",
	central.HeadDiffers: "先頭の情報が最後の受信と違う", central.AnchorForeign: "渡されたチェックポイントは、どの端末の署名でもない",
	central.AnchorBeyondEnd: "渡されたチェックポイントの件数まで届いていない", central.AnchorDiffers: "渡されたチェックポイントと違う",
	central.Strangers: "受信の記録にない記録が入っている",
}
