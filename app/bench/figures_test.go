package main

import (
	"math"
	"strings"
	"testing"
)

func TestAFigureIsJudgedByTheMedianOfItsRounds(t *testing.T) {
	for name, c := range map[string]struct {
		f    figure
		over bool
	}{
		"one bad round of three":     {figure{ours: []float64{1, 1, 9}, peer: []float64{1, 1, 1}, budget: 1.3}, false},
		"two bad rounds of three":    {figure{ours: []float64{1, 2, 9}, peer: []float64{1, 1, 1}, budget: 1.3}, true},
		"both slow in the same hour": {figure{ours: []float64{1, 10, 10}, peer: []float64{1, 9, 9}, budget: 1.3}, false},
		"no peer":                    {figure{ours: []float64{301}, budget: 300}, true},
		"nothing measured":           {figure{budget: 300}, true},
		"not a number":               {figure{ours: []float64{math.NaN()}, budget: 300}, true},
		"no budget":                  {figure{ours: []float64{1e9}}, false},
	} {
		if c.f.over() != c.over {
			t.Errorf("%s: over = %v", name, c.f.over())
		}
	}
}

func TestTheTableNamesWhatIsOver(t *testing.T) {
	var b strings.Builder
	n := table(&b, []figure{
		{name: "fine", unit: "ms", ours: []float64{1, 2, 3}, peer: []float64{2, 2, 2}, peerName: "bare", budget: 1.3},
		{name: "large", unit: "MB", ours: []float64{400}, budget: 300}})
	if n != 1 || !strings.Contains(b.String(), "1.00 / 2.00 / 3.00 ms") || !strings.Contains(b.String(), "OVER") {
		t.Errorf("%d over:\n%s", n, b.String())
	}
}

func TestQuantiles(t *testing.T) {
	list := []float64{5, 1, 4, 2, 3}
	if m, p := median(list), quantile(list, 0.95); m != 3 || p != 5 {
		t.Errorf("median %v, p95 %v", m, p)
	}
}
