package report

import (
	"fmt"
	"strconv"
	"strings"

	"madoguchi/internal/stock"
)

// setTransfer sets the 移送票, or the 移送受領票 for the way back: what is sent from where to where, the text code as QR for the other end,
// room for both signatures, and each thing with a box to tick.
func setTransfer(s stock.TransferSheet, code string, o Options) (*paper, error) {
	title, at := "カード・帳票移送票", s.Transfer.Sent
	if s.Receipt {
		title, at = "カード・帳票移送受領票", s.Transfer.Received
	}
	d, err := openDocument(title, dayOf(at, s.MadeAt), "", s.PaperHead, o)
	if err != nil {
		return nil, err
	}
	l := transferSheet{d, s}
	var amounts []string
	for _, t := range s.Transfer.Things {
		amounts = append(amounts, d.head.ItemName(t.Item)+" "+number(quantity(t))+d.unit(t.Item))
	}
	y := d.top([]fact{{"移送番号", orDash(string(s.Transfer.Number))}, {"発送端末", orDash(s.Transfer.Terminal)}, {"数量", orDash(strings.Join(amounts, "、"))}})
	if y, err = l.route(y+1, code); err != nil {
		return nil, fmt.Errorf("set the slip of %s: %w", s.Transfer.Number, err)
	}
	y = l.signatures(y)
	return d.close(l.things(y)), nil
}

type transferSheet struct {
	*document
	sheet stock.TransferSheet
}

// route says from where to where, with the code beside it.
func (l transferSheet) route(y float64, code string) (float64, error) {
	p, t := l.paper, l.sheet.Transfer
	width, bottom := contentWidth, y
	if code != "" {
		q, err := encodeLargeQR(code)
		if err != nil {
			return y, err
		}
		p.qr(rightEdge-q.size(), y, q)
		width, bottom = contentWidth-q.size()-4, y+q.size()
	}
	large := style{14, true, black}
	at := y + 4
	for i, end := range []stock.PlaceID{t.From, t.To} {
		p.text(leftEdge, at, softStyle, []string{"送付元", "送付先"}[i])
		at = p.paragraph(leftEdge, at+6.5, width, large, orDash(l.end(end, []string{t.Terminal, t.For}[i]))) + 1.5
	}
	if t.Back {
		at = p.paragraph(leftEdge, at, width, bodyBold, "返送: 送付元に戻ったもの")
	}
	at = p.paragraph(leftEdge, at, width, softStyle, l.instruction(code))
	return max(bottom, at) + 4, nil
}

// end is what an end is called: a place of another terminal with that terminal, for there may be a place of the same label here.
func (l transferSheet) end(place stock.PlaceID, terminal string) string {
	if terminal == "" || terminal == l.head.Terminal || place == "" {
		return l.head.PlaceName(place)
	}
	name := string(place)
	if l.sheet.Transfer.Terminal == l.head.Terminal {
		name = l.head.PlaceName(place) // as the sender calls it
	}
	return terminal + " " + name
}

func (l transferSheet) instruction(code string) string {
	switch {
	case code == "":
		return "QRコードは付いていません。移送番号と下の一覧で照合してください。"
	case l.sheet.Receipt:
		return "送付元の端末でこのQRコードを読み取ると、移送が完了します。"
	}
	return "受領する端末でこのQRコードを読み取り、次に実物を一つずつ読み取って照合してください。"
}

// signatures are the boxes of both ends: what is known is printed, the rest is written by hand.
func (l transferSheet) signatures(y float64) float64 {
	const label, height, gap = 6.0, 27.0, 4.0
	const width = (contentWidth - gap) / 2
	if y+label+height > bottomEdge {
		y = l.turn()
	}
	t := l.sheet.Transfer
	for i, end := range []struct{ title, at, who string }{
		{"送付者", moment(t.Sent), l.person(t.SentBy)},
		{"受領者", moment(t.Received), l.person(t.By)},
	} {
		if end.at == "―" {
			end.at = "令和　　年　　月　　日　　時　　分"
		}
		p, x := l.paper, leftEdge+float64(i)*(width+gap)
		p.fill(x, y, width, label, headTint)
		p.box(x, y, width, label+height, 0.3, frame)
		p.line(x, y+label, x+width, y+label, 0.2, frame)
		p.textCentre(x+width/2, middle(y, label, bodyBold), bodyBold, end.title)
		const seal = 15.0
		p.box(x+width-seal-2, y+label+height-seal-2, seal, seal, 0.15, ruling)
		p.textCentre(x+width-seal/2-2, y+label+height-seal/2-1, softStyle, "印")
		p.text(x+3, y+label+6, softStyle, "日時")
		p.text(x+13, y+label+6, bodyStyle, end.at)
		p.text(x+3, y+label+13, softStyle, "氏名")
		p.paragraph(x+13, y+label+13, width-seal-20, bodyStyle, end.who)
		p.line(x+13, y+label+23, x+width-seal-6, y+label+23, 0.1, ruling)
	}
	return y + label + height + 4
}

// things lists what is sent, three serials a row, each with a box to tick.
func (l transferSheet) things(y float64) float64 {
	var columns []column
	for range 3 {
		columns = append(columns, column{"照合", 10, centre}, column{"番号", 11, right}, column{"製造番号", 37, left})
	}
	whole := []column{{"", 10, centre}, {"", 11, right}, {"", contentWidth - 21, left}}
	t := &table{paper: l.paper, columns: columns, newPage: l.turn, least: 6.4}
	t.open(y)
	if len(l.sheet.Transfer.Things) == 0 {
		t.remark("移送するものはありません(対象なし)")
	}
	box, count := cell{style: reasonStyle, align: boxed}, 0
	for _, things := range l.sheet.Transfer.Things {
		name := l.head.ItemName(things.Item)
		t.continues = nil
		t.spanning(name, number(quantity(things))+l.unit(things.Item), rowLook{fill: tint, heavy: true, keep: leastRow})
		t.continues = func() { t.spanning(name+"(続き)", "", rowLook{fill: tint}) }
		if len(things.Serials) == 0 {
			count++
			t.rowIn(whole, []cell{box, {strconv.Itoa(count), reasonStyle, right}, {strings.TrimSpace(lotNumbers(things) + " " + number(quantity(things)) + l.unit(things.Item)), bodyStyle, left}}, rowLook{})
		}
		for rest := things.Serials; len(rest) > 0; {
			n := min(3, len(rest))
			cells := make([]cell, 0, len(columns))
			for _, serial := range rest[:n] {
				count++
				cells = append(cells, box, cell{strconv.Itoa(count), reasonStyle, right}, cell{string(serial), bodyStyle, left})
			}
			for len(cells) < len(columns) {
				cells = append(cells, cell{"", bodyStyle, left})
			}
			t.row(cells, rowLook{})
			rest = rest[n:]
		}
	}
	t.end()
	return t.y
}
