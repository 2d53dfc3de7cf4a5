package report

import (
	"slices"
	"strings"

	"madoguchi/internal/stock"
)

// reasonOrder is the order in which reasons stand on a paper: what comes from outside, what goes out, then moves inside.
func reasonOrder() []stock.Reason {
	return []stock.Reason{
		stock.Arrival, stock.TransferReceive, stock.ComeBack, stock.Surrender, stock.Found,
		stock.Handover, stock.MailDelivered, stock.Use, stock.TransferSend, stock.Dispatch, stock.SendBack, stock.Disposal, stock.Loss, stock.NotFound,
		stock.Check, stock.Inspection, stock.Preset, stock.Shelving, stock.Notice, stock.Renotice, stock.Pick, stock.Unpick, stock.TakeOut, stock.PutBack,
		stock.Move, stock.Cancel, stock.Defect, stock.Spoil, stock.DisposalDecided, stock.CountAdjust, stock.Reversal,
	}
}

// byReason says how many for which reason: 到着20, 返納3. Zeros are left out; reasons nobody knows come last, by their ids.
func byReason(counts map[stock.Reason]int) (parts []string) {
	order := reasonOrder()
	var others []stock.Reason
	for r := range counts {
		if !slices.Contains(order, r) {
			others = append(others, r)
		}
	}
	slices.Sort(others)
	for _, r := range append(order, others...) {
		if counts[r] != 0 {
			parts = append(parts, r.Japanese()+number(counts[r]))
		}
	}
	return parts
}

// packed joins parts by 、 and breaks lines between parts only, where a part is not longer than the cell itself: 棚戻し1 is not torn apart.
func (p *paper) packed(s style, cellWidth float64, prefix string, parts []string) string {
	width := cellWidth - 2*cellPadding
	var b strings.Builder
	line := prefix
	for i, part := range parts {
		if i < len(parts)-1 {
			part += "、"
		}
		if line != "" && line != prefix && p.width(s, line+part) > width {
			b.WriteString(line + "\n")
			line = ""
		}
		line += part
	}
	return b.String() + line
}

// inAndOut is the breakdown of a row in two lines, 受 到着20 and 払 交付3、廃棄1; "" when nothing moved.
func (p *paper) inAndOut(s style, cellWidth float64, in, out map[stock.Reason]int) string {
	var lines []string
	if parts := byReason(in); len(parts) > 0 {
		lines = append(lines, p.packed(s, cellWidth, "受 ", parts))
	}
	if parts := byReason(out); len(parts) > 0 {
		lines = append(lines, p.packed(s, cellWidth, "払 ", parts))
	}
	return strings.Join(lines, "\n")
}

// sumOf adds up the numbers of all reasons.
func sumOf(counts map[stock.Reason]int) (sum int) {
	for _, n := range counts {
		sum += n
	}
	return sum
}
