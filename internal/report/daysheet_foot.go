package report

import "strings"

const (
	remarksLine  = 8.0
	remarksLabel = 5.0
)

// remarks leaves lines for handwriting: what the supervisor found and decided about a difference. Between two and four
// lines, as many as let the checkpoint, whose height is given, stand on the same page.
func (d *daySheet) remarks(y, below float64) float64 {
	p := d.paper
	lines := 3
	if room := bottomEdge - y - 5 - remarksLabel - below; room >= 2*remarksLine {
		lines = min(int(room/remarksLine), 4)
	}
	height := remarksLabel + float64(lines)*remarksLine
	if y+height > bottomEdge {
		y = d.turn()
	}
	p.text(leftEdge, y+3.4, bodyBold, "確認・処置")
	p.text(leftEdge+20, y+3.4, softStyle, "(差異の調査と処置、その他気付いたこと)")
	p.ruled(y+remarksLabel, height-remarksLabel)
	return y + height + 5
}

// checkpoint sets the signed checkpoint of the log as QR code with its readable part beside: the anchor that shows later
// whether the log was cut back or rewritten.
func (d *daySheet) checkpoint(y float64) (float64, error) {
	p := d.paper
	if d.sheet.Checkpoint == "" {
		if y+8 > bottomEdge {
			y = d.turn()
		}
		p.text(leftEdge, y+3.4, style{9, true, warning}, "操作履歴の確認点(署名付きチェックポイント)は付いていません。")
		return y + 6, nil
	}
	anchor := d.anchor()
	code, err := encodeQR(anchor)
	if err != nil {
		return y, err
	}
	if y+code.size() > bottomEdge {
		y = d.turn()
	}
	p.keywords = anchor
	p.qr(rightEdge-code.size(), y, code)
	width := contentWidth - code.size() - 4
	p.text(leftEdge, y+3.4, bodyBold, "操作履歴の確認点(署名付きチェックポイント)")
	p.line(leftEdge, y+5.2, leftEdge+width, y+5.2, 0.2, frame)
	at := d.checkpointText(y+10, width)
	at = p.paragraph(leftEdge, at+1.5, width, softStyle,
		"この時点までの操作履歴を証明する値です。QRコードの文字列を madoguchi verify の --checkpoint に渡すと、"+
			"保存された操作履歴がこの後に書き換え又は削除されていないかを確かめられます。")
	return max(y+code.size(), at), nil
}

// anchor is what the QR code holds: the sheet's checkpoint, with the signatures of operator cards when it has been cosigned.
func (d *daySheet) anchor() string {
	if strings.HasPrefix(d.cosigned, d.sheet.Checkpoint) {
		return d.cosigned
	}
	return d.sheet.Checkpoint
}

// anchorSize is how much room the QR code takes, in millimetres.
func (d *daySheet) anchorSize() float64 {
	code, err := encodeQR(d.anchor())
	if err != nil {
		return qrLeastSize // said where it is drawn
	}
	return code.size()
}

func (d *daySheet) checkpointText(y, width float64) float64 {
	const label = 18.0
	p := d.paper
	c, ok := readCheckpoint(d.sheet.Checkpoint)
	if !ok {
		return p.paragraph(leftEdge, y, width, style{9, true, warning}, "確認点の形式を読み取れません。QRコードの文字列を確かめてください。")
	}
	for _, line := range [][2]string{
		{"対象", c.origin},
		{"記録件数", c.size + " 件"},
		{"根ハッシュ", c.root},
		{"署名鍵", c.signer},
	} {
		p.text(leftEdge, y, softStyle, line[0])
		y = p.paragraph(leftEdge+label, y, width-label, style{8.5, false, black}, line[1]) + 0.4
	}
	for _, c := range readCosigners(d.anchor()) {
		p.text(leftEdge, y, softStyle, "カード署名")
		y = p.paragraph(leftEdge+label, y, width-label, style{8.5, false, black}, c.name+"+"+c.key+" "+c.at) + 0.4
	}
	return y
}
