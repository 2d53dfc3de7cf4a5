package counter

// State is a state of the handover; see handover.go.
type State string
