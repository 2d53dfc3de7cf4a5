package clerk

import (
	"context"

	"madoguchi/app/kit"
	"madoguchi/internal/oplog"
)

// restMissing tells whether something of another terminal's transfer still has to come after a part was received.
func (p *transferPage) restMissing() bool {
	return p.t.Terminal != p.books.terminal && len(p.t.Taken) > 0 && len(p.t.Open) > 0 && !p.ended && p.w.mayDo(oplog.TransferEnded)
}

// giveUp asks whether the rest is waited for any longer: what became of it, the terminal that sent it has to find out (第24条).
func (p *transferPage) giveUp() {
	t, number := p.w.text, string(p.t.Number)
	p.w.frame.Show(&kit.Dialog{ID: "transfer.rest", Title: t.T("transfers.rest.title"), Danger: true,
		Body:    kit.Body(t.T("transfers.rest.body", "Number", number, "Left", p.w.number(thingsCount(p.t.Open)))),
		Confirm: t.T("transfers.rest.confirm"), Cancel: t.T("second.cancel"), OnConfirm: func() bool {
			p.w.do(p, func(ctx context.Context) error { return p.w.Keeper.GiveUpRest(ctx, p.t.Number) }, func(err error) {
				if p.failure = err; err == nil {
					p.ended, p.said, p.warned = true, t.T("transfers.rest.done", "Number", number), true
				}
				p.w.redraw()
			})
			return true
		}})
}
