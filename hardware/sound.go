package hardware

// Sounds is what the counter says without words while the clerk's eyes are on the cards.
// Neither method waits or fails: where there is no loudspeaker they do nothing,
// so a screen always says the same in colour and text.
type Sounds interface {
	Good() // counted, accepted
	Bad()  // not this one: look at the screen
}
