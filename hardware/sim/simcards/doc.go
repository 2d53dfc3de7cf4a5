// Command simcards puts simulated card readers with sample cards behind a real pcscd, so that any
// PC/SC program of the machine can use them. It is for tests and training, on Linux.
//
//	simcards start --dir DIR [--private]
//	simcards insert READER CARD --dir DIR
//	simcards pull|turn-over|unplug|plug READER --dir DIR
//	simcards swap READER CARD --dir DIR
//	simcards list|stop --dir DIR
//
// READER is the beginning of a reader's name, in any case: operator, customer. CARD is a sample
// (simcards list shows them) or new:SERIAL[:CITY[:YYYYMMDD]] for an undelivered My Number card.
// A card keeps its PINs and tries as long as simcards runs, in whatever reader.
package main
