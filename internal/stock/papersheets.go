package stock

import (
	"context"
	"slices"

	"madoguchi/internal/juki"
)

// DisposalSheet makes the 廃棄記録 of a period, both days included: what was decided to be disposed of in it, and what became of it.
// It fails with Outcome RowBadDate for a period that is none.
func (k *Keeper) DisposalSheet(ctx context.Context, head PaperHead, from, to juki.Date) (DisposalSheet, error) {
	start, end, err := period(from, to)
	if err != nil {
		return DisposalSheet{}, err
	}
	s := DisposalSheet{From: from, To: to}
	if s.Cases, err = k.Book.DisposalsBetween(ctx, start, end); err != nil {
		return DisposalSheet{}, err
	}
	n := named{}
	for _, c := range s.Cases {
		n.person(c.DecidedBy, c.ApprovedBy, c.DoneBy, c.Witness)
		n.place(c.Place)
		n.items = append(n.items, c.Things.Item)
	}
	s.PaperHead, err = k.head(ctx, head, n)
	return s, err
}

// PickList makes the 前日準備一覧 of a day: its appointments by place and time.
func (k *Keeper) PickList(ctx context.Context, head PaperHead, day juki.Date) (PickList, error) {
	list, err := k.Book.AppointmentsOn(ctx, day)
	if err != nil {
		return PickList{}, err
	}
	n := named{items: []ItemID{MyNumberCards}}
	for _, a := range list {
		n.place(a.At.Place, a.Kept.Place)
	}
	s := PickList{Day: day, Appointments: list}
	s.PaperHead, err = k.head(ctx, head, n)
	return s, err
}

// TransferSheet makes the 移送票 of a transfer, or its 受領票. It fails with Outcome TransferUnknown.
func (k *Keeper) TransferSheet(ctx context.Context, head PaperHead, number TransferNumber, receipt bool) (TransferSheet, error) {
	t, err := k.Book.TransferOf(ctx, number)
	if err != nil {
		return TransferSheet{}, err
	}
	n := named{places: []PlaceID{t.From, t.To}, people: []juki.OperatorID{t.SentBy, t.By}}
	for _, things := range t.Things {
		n.items = append(n.items, things.Item)
	}
	s := TransferSheet{Transfer: t, Receipt: receipt}
	s.PaperHead, err = k.head(ctx, head, n)
	return s, err
}

// IncidentSheet makes the 事故報告書 of an incident. It fails with Outcome IncidentUnknown.
func (k *Keeper) IncidentSheet(ctx context.Context, head PaperHead, number IncidentNumber) (IncidentSheet, error) {
	i, err := k.Book.IncidentOf(ctx, number)
	if err != nil {
		return IncidentSheet{}, err
	}
	n := named{items: []ItemID{i.Item}, places: []PlaceID{i.Place}, people: []juki.OperatorID{i.OpenedBy, i.ClosedBy}}
	for _, step := range i.Steps {
		n.person(step.By)
	}
	s := IncidentSheet{Incident: i}
	s.PaperHead, err = k.head(ctx, head, n)
	return s, err
}

// LabelSheet makes labels for places, in the order given. It fails with Outcome PlaceUnknown for one that is not registered, or is a fixed place:
// nothing carries its label.
func (k *Keeper) LabelSheet(ctx context.Context, head PaperHead, places []PlaceID) (LabelSheet, error) {
	known, err := k.Book.Places(ctx)
	if err != nil {
		return LabelSheet{}, err
	}
	for _, p := range places {
		if p.IsFixed() || !slices.Contains(known, p) {
			return LabelSheet{}, juki.Refuse(juki.PlaceUnknown)
		}
	}
	s := LabelSheet{Labels: slices.Clone(places)}
	s.PaperHead, err = k.head(ctx, head, named{places: places})
	return s, err
}
