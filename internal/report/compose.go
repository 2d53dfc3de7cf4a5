package report

import (
	"fmt"
	"io"

	"madoguchi/internal/stock"
)

// Paper is a paper that has been set: it can be looked at and printed, as often as wanted and by several goroutines at
// once, and always shows the same. It holds drawing commands, no pictures.
type Paper struct{ paper *paper }

// Compose sets the paper that shows body: each of the papers of package stock. An error means that there is no paper for
// such a body or that its contents do not fit on one (a checkpoint too long for a QR code).
func Compose(body any, o Options) (*Paper, error) {
	p, err := set(body, o)
	if err != nil {
		return nil, err
	}
	p.finish()
	return &Paper{p}, nil
}

// set knows which function sets which body.
func set(body any, o Options) (*paper, error) {
	switch b := body.(type) {
	case stock.DaySheet:
		return setDaySheet(b, o)
	case stock.LedgerSheet:
		return setLedger(b, o)
	case stock.StockList:
		return setStockList(b, o)
	case stock.DisposalSheet:
		return setDisposal(b, o)
	case stock.MonthSheet:
		return setMonth(b, o)
	case stock.PickList:
		return setPickList(b, o)
	case stock.TransferSheet:
		if b.Receipt {
			return setTransfer(b, b.Transfer.Receipt(), o)
		}
		return setTransfer(b, b.Transfer.Slip(), o)
	case stock.LabelSheet:
		return setLabels(b, o)
	case stock.IncidentSheet:
		return setIncident(b, o)
	case stock.EmergencySheet:
		return setEmergency(b, o)
	case stock.OfficeSheet:
		return setOffice(b, o)
	}
	return setOfLog(body, o)
}

// setOfLog knows the papers of the operation history.
func setOfLog(body any, o Options) (*paper, error) {
	switch b := body.(type) {
	case stock.LogSheet:
		return setLogList(b, o)
	case stock.InspectionSheet:
		return setInspection(b, o)
	case stock.UsageSheet:
		return setUsage(b, o)
	}
	return nil, fmt.Errorf("there is no paper for %T", body)
}

// Pages is how many pages the paper has.
func (p *Paper) Pages() int { return len(p.paper.pages) }

// WritePDF writes the paper as an A4 PDF. The same body and options give the same bytes. After an error what w got is of no
// use.
func (p *Paper) WritePDF(w io.Writer) error {
	if err := p.paper.writeTo(w); err != nil {
		return fmt.Errorf("print %s: %w", p.paper.title, err)
	}
	return nil
}
