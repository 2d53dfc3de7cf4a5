package oplog

// statedEvents are what a terminal's ledger says of itself, so that the stock of the whole office can be added up where all logs are
// (docs/decisions/0019): at each closing, and in between. A statement is one record and, right behind it, as many lines as it says.
// Of what is in transit a line has what this ledger itself sent and received, without its copies of the other end's movements: over all
// terminals the lines add up to what is in transit, once. So it, and what is looked for, may be below zero.
var statedEvents = []Entry{
	{ID: StockStated, Article: "第22条第1号", Program: true, Posts: staff, Fields: need(FieldDay, FieldRows, FieldReason).may(FieldMovement),
		Japanese: "{day}の帳簿の残を記した({reason}、{rows}行)", English: "stated what the ledger of {day} has ({reason}, {rows} lines)"},
	{ID: StockLine, Article: "第22条第1号", Program: true, Posts: staff, Fields: need(FieldItem, FieldPlace, FieldBook).may(FieldCounted),
		Japanese: "{place}の{item}は帳簿で{book}", English: "the ledger has {book} of {item} at {place}"},
}
