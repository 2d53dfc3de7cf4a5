package clerk

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// sealCompared is what was seen at a sealed place in the morning.
type sealCompared string

// What was seen.
const (
	sealSame  sealCompared = "same"
	sealOther sealCompared = "other" // another number or none: the number now seen was noted
)

// sealed are the places that had a seal when they were read last.
func (p *openingPage) sealed() (list []stock.Place) {
	for _, place := range p.day.figures.Places {
		if place.Seal != "" && place.CountedAt(p.day.terminal) || p.seals[place.ID] != "" {
			list = append(list, place)
		}
	}
	return list
}

// sealPanel asks for each seal whether its number is the one that was noted (封印番号).
func (p *openingPage) sealPanel(sealed []stock.Place) fyne.CanvasObject {
	t := p.w.text
	list := kit.VStack(kit.SpaceInside, kit.Subheading(t.T("opening.seals")), kit.Body(t.T("opening.seals.body")))
	for _, place := range sealed {
		id := string(place.ID)
		line := kit.HStack(kit.SpaceBetween, kit.Width(placeWidth, kit.Line(p.w.placeWord(place))),
			upright(kit.NewText(place.Seal, kit.TextStyle{Size: kit.Text20, Bold: true, Keep: true})), kit.Filler())
		switch p.seals[place.ID] {
		case sealSame:
			line.Add(upright(kit.NewTag(t.T("opening.seal.same"), kit.Success)))
		case sealOther:
			line.Add(upright(kit.NewTag(t.T("opening.seal.noted"), kit.Warning)))
		default:
			line.Add(kit.NewButton("seal.same."+id, t.T("opening.seal.same"), kit.Outlined, func() { p.seals[place.ID] = sealSame; p.w.redraw() }).Sized(kit.InTable))
			line.Add(kit.NewButton("seal.other."+id, t.T("opening.seal.other"), kit.Outlined, func() { p.askSeal(place) }).Sized(kit.InTable))
		}
		list.Add(kit.Height(kit.Size(kit.HeightRow), line))
		list.Add(kit.Ruling())
	}
	return list
}

// askSeal notes the number that is really on a place. A broken seal is an incident, and the screen says so.
func (p *openingPage) askSeal(place stock.Place) {
	t := p.w.text
	seen := kit.NewField("seal.seen", t.T("seal.seen")).Support(t.T("seal.seen.support"))
	seen.Scanner(seen.SetText)
	p.w.frame.Show(&kit.Dialog{ID: "seal", Title: t.T("seal.title", "Place", p.w.placeWord(place)),
		Body: kit.VStack(kit.SpaceBetween, kit.Body(t.T("seal.body", "Seal", place.Seal)), seen), Confirm: t.T("seal.confirm"), Cancel: t.T("second.cancel"),
		OnConfirm: func() bool {
			number := seen.Text()
			p.act(func(ctx context.Context) error { return p.w.brokenSeal(ctx, place.ID, number) }, func() {
				p.seals[place.ID] = sealOther
				p.load()
			})
			return true
		}})
	p.w.Bridge.Post(seen.Focus)
}

// brokenSeal notes the number seen and opens the incident; one that is open already stays the one.
func (w *Window) brokenSeal(ctx context.Context, place stock.PlaceID, seen string) error {
	if err := w.Keeper.SetSeal(ctx, place, seen); err != nil {
		return err
	}
	_, err := w.Keeper.OpenIncident(ctx, stock.Incident{Kind: stock.SealDiffers, Place: place})
	if errors.Is(err, juki.Refuse(juki.StepNotAllowed)) {
		return nil
	}
	return err
}
