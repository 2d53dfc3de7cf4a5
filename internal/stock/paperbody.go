package stock

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"madoguchi/internal/juki"
)

// paperKindOf is the kind of a paper's figures; ok is false for anything that is no paper.
func paperKindOf(body any) (kind PaperKind, ok bool) {
	switch body.(type) {
	case LogSheet:
		return PaperLogList, true
	case InspectionSheet:
		return PaperLogInspection, true
	case UsageSheet:
		return PaperLogUsage, true
	case DaySheet:
		return PaperDaily, true
	case LedgerSheet:
		return PaperLedger, true
	case StockList:
		return PaperList, true
	case DisposalSheet:
		return PaperDisposal, true
	case MonthSheet:
		return PaperMonth, true
	case PickList:
		return PaperPick, true
	case TransferSheet:
		return PaperTransfer, true
	case LabelSheet:
		return PaperLabels, true
	case IncidentSheet:
		return PaperIncident, true
	case OfficeSheet:
		return PaperOffice, true
	case EmergencySheet:
		return PaperEmergency, true
	}
	return "", false
}

// EncodePaper writes a paper's figures as they are stored: DaySheet, LedgerSheet, StockList, DisposalSheet, MonthSheet, PickList,
// TransferSheet, LabelSheet, IncidentSheet, OfficeSheet or EmergencySheet, each as a value. It fails with Outcome PaperUnknown for anything else.
func EncodePaper(body any) (PaperKind, []byte, error) {
	kind, ok := paperKindOf(body)
	if !ok {
		return "", nil, juki.Refuse(juki.PaperUnknown)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return "", nil, fmt.Errorf("write the figures of a paper %s: %w", kind, err)
	}
	return kind, text, nil
}

// DecodePaper reads what EncodePaper wrote, and gives the value of the kind. It is strict: a field that the paper does not have, and
// anything after it, is an error: better told than printed with something missing. So a field of a paper is never renamed or taken away. It fails with Outcome PaperUnknown for an unknown kind.
func DecodePaper(kind PaperKind, text []byte) (any, error) {
	switch kind {
	case PaperLogList:
		return decodeBody[LogSheet](kind, text)
	case PaperLogInspection:
		return decodeBody[InspectionSheet](kind, text)
	case PaperLogUsage:
		return decodeBody[UsageSheet](kind, text)
	case PaperDaily:
		return decodeBody[DaySheet](kind, text)
	case PaperLedger:
		return decodeBody[LedgerSheet](kind, text)
	case PaperList:
		return decodeBody[StockList](kind, text)
	case PaperDisposal:
		return decodeBody[DisposalSheet](kind, text)
	case PaperMonth:
		return decodeBody[MonthSheet](kind, text)
	case PaperPick:
		return decodeBody[PickList](kind, text)
	case PaperTransfer:
		return decodeBody[TransferSheet](kind, text)
	case PaperLabels:
		return decodeBody[LabelSheet](kind, text)
	case PaperIncident:
		return decodeBody[IncidentSheet](kind, text)
	case PaperOffice:
		return decodeBody[OfficeSheet](kind, text)
	case PaperEmergency:
		return decodeBody[EmergencySheet](kind, text)
	}
	return nil, juki.Refuse(juki.PaperUnknown)
}

func decodeBody[T any](kind PaperKind, text []byte) (any, error) {
	var body T
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil {
		return nil, fmt.Errorf("read the figures of a paper %s: %w", kind, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the figures of a paper %s: there is something after them", kind)
	}
	return body, nil
}
