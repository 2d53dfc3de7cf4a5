package main

import (
	"fmt"

	"madoguchi/internal/profile"
	"madoguchi/internal/session"
)

// attention is after how long the screen is covered, by the regulation in force today (第19条第4号).
func (m *Main) attention() session.Attention { return attentionOf(m.inForceToday()) }

func attentionOf(r profile.Rules) session.Attention {
	return session.Attention{Veil: r.Attention.Veil, Hide: r.Attention.Hide, Lock: r.Attention.Lock, Notice: session.DefaultAttention().Notice}
}

// checkAttention refuses a regulation whose times would leave the screen open for too long, or would let nobody work.
func checkAttention(p profile.Profile) error {
	for _, r := range p.Versions() {
		if a := attentionOf(r); !a.Sound() {
			return fmt.Errorf("regulation profile %s: attention from %s: %s, %s and %s are out of bounds", p.Name, r.From, a.Veil, a.Hide, a.Lock)
		}
	}
	return nil
}
