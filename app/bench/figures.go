package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"text/tabwriter"
)

// figure is one thing measured, in rounds: ours and its peer's (the floor) took turns, so that both saw the same noise.
type figure struct {
	name, unit, peerName string
	ours, peer           []float64 // one value a round; no peer: the budget is in unit
	budget               float64   // of ours/peer, or of ours; 0: told, not judged
}

// median is the middle of the list, the upper one of two.
func median(list []float64) float64 { return quantile(list, 0.5) }

// quantile is the value that q of the list do not exceed; NaN of an empty list.
func quantile(list []float64, q float64) float64 {
	if len(list) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// judged is what is held against the budget: a ratio a round, or the values themselves.
func (f figure) judged() []float64 {
	if len(f.peer) == 0 {
		return f.ours
	}
	var ratios []float64
	for i := range f.ours {
		ratios = append(ratios, f.ours[i]/f.peer[i])
	}
	return ratios
}

// over tells whether the median is over the budget. What could not be measured is over it.
func (f figure) over() bool { return f.budget > 0 && !(median(f.judged()) <= f.budget) }

func spread(list []float64, format string) string {
	if len(list) == 0 {
		return "-"
	}
	s := format + " / " + format + " / " + format
	return fmt.Sprintf(s, slices.Min(list), median(list), slices.Max(list))
}

// table writes all figures, min / median / max of the rounds, and gives how many are over their budget.
func table(w io.Writer, figures []figure) (over int) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "figure\trounds\tmeasured\tfloor or peer\tratio\tbudget\t")
	for _, f := range figures {
		verdict, budget, ratio, peer := "ok", "-", "-", "-"
		format := "%.1f"
		if f.unit == "ms" {
			format = "%.2f"
		}
		if len(f.peer) > 0 {
			ratio = spread(f.judged(), "%.2f")
			peer = spread(f.peer, format) + " " + f.unit + " " + f.peerName
		}
		switch {
		case f.budget == 0:
			verdict = ""
		case len(f.peer) > 0:
			budget = fmt.Sprintf("≤ %.3g×", f.budget)
		default:
			budget = fmt.Sprintf("≤ %.0f %s", f.budget, f.unit)
		}
		if f.over() {
			verdict = "OVER"
			over++
		}
		fmt.Fprintf(t, "%s\t%d\t%s %s\t%s\t%s\t%s\t%s\n", f.name, len(f.ours), spread(f.ours, format), f.unit, peer, ratio, budget, verdict)
	}
	t.Flush()
	return over
}
