package stock

import "slices"

// Personal tells whether a paper of a kind identifies people or their cards, by what stands on it: whoever prints it says what for, and its
// copies are numbered (第19条第1号・第3号). The daily sheets, the ledger, the monthly figures and the labels have numbers and places, and at
// most the last digits of a serial; the papers of the operation history have a purpose of their own (see Why), and the record of an emergency
// names the staff alone and must come out at once.
func Personal(kind PaperKind) bool {
	return slices.Contains([]PaperKind{
		PaperPick,     // cases, appointments, serials
		PaperList,     // serials
		PaperDisposal, // serials, and why each went
		PaperTransfer, // serials, also in its code
		PaperIncident, // serials, and what is told of what happened
	}, kind)
}
