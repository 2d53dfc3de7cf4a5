package report

import (
	"fmt"
	"io"
	"strings"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// RecoveryKeyPaper is the paper with a terminal's 復旧キー (第13条・第24条). It is made, printed and forgotten: nothing of it is stored.
type RecoveryKeyPaper struct {
	stock.PaperHead
	Text    string // the key in groups of four
	Number  string
	Witness juki.OperatorID
}

var keyStyle = style{17, true, black}

const keyLine = 11.0 // millimetres between two lines of the key

// WriteRecoveryKey writes the paper as a PDF of one page.
func WriteRecoveryKey(w io.Writer, k RecoveryKeyPaper, o Options) error {
	d, err := openDocument("復旧キー", juki.DateOf(k.MadeAt), "", k.PaperHead, o)
	if err != nil {
		return err
	}
	y := d.top([]fact{{"番号", k.Number}, {"立会い", orDash(d.person(k.Witness))}}, "保管責任者", "作成者")
	p := d.paper
	y = p.paragraph(leftEdge, y+4, contentWidth, bodyStyle, "端末が失われたとき、バックアップを戻すための鍵です。この紙がなければ、バックアップは読めません。この紙とバックアップの両方を持つ人は、端末の情報をすべて読めます。封筒に入れて封印し、バックアップとは別の、鍵のかかる金庫に保管してください。写しを取ったり、写真に撮ったりしないでください。") + 4
	code, err := encodeQR(strings.ReplaceAll(k.Text, " ", ""))
	if err != nil {
		return fmt.Errorf("draw the recovery key: %w", err)
	}
	y = d.section(y, "復旧キー", "4文字ずつ14組。最後の組は書き誤りを見つけるためのものです。数字の0と英字のO、数字の1と英字のI・Lは区別しません", code.size())
	p.qr(rightEdge-code.size(), y, code)
	groups := strings.Split(k.Text, " ")
	at := y + keyLine
	for i := 0; i < len(groups); i += 4 {
		for j, g := range groups[i:min(i+4, len(groups))] {
			p.text(leftEdge+4+float64(j)*28, at, keyStyle, g)
		}
		at += keyLine
	}
	y = max(at, y+code.size()) + 4
	y = d.lines(y, "保管の記録", "封入・開封・移動した日、場所、二人の名前", 8)
	return d.close(y).writeTo(w)
}
