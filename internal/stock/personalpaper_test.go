package stock_test

import (
	"testing"

	"madoguchi/internal/stock"
)

// Every kind of paper is decided on; a new one that nobody decided on is not in the table and fails the count.
func TestWhichPapersIdentifySomebody(t *testing.T) {
	for kind, want := range map[stock.PaperKind]bool{
		stock.PaperPick: true, stock.PaperList: true, stock.PaperDisposal: true, stock.PaperTransfer: true, stock.PaperIncident: true,
		stock.PaperDaily: false, stock.PaperLedger: false, stock.PaperMonth: false, stock.PaperLabels: false, stock.PaperOffice: false, stock.PaperEmergency: false,
		stock.PaperLogList: false, stock.PaperLogInspection: false, stock.PaperLogUsage: false,
	} {
		if stock.Personal(kind) != want {
			t.Errorf("%s: %v", kind, !want)
		}
	}
}
