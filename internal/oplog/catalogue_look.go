package oplog

import "madoguchi/internal/juki"

// lookEvents are looks into the log itself: who looked into whose records and why, what was taken out of it, and the monthly inspection.
var lookEvents = []Entry{
	{ID: LogSearched, Article: "第13条・第19条第3号", Posts: overseers, Case: Allowed, Fields: need(FieldPurpose).may(FieldSubject, FieldCard),
		Japanese: "{op}が操作履歴を検索した(目的:{purpose})", English: "{op} searched the log (purpose {purpose})"},
	{ID: LogExported, Article: "第13条・第19条第3号", Posts: overseers, Case: Allowed, Fields: need(FieldPurpose, FieldRows, FieldSheet).may(FieldSubject, FieldCard),
		Japanese: "{op}が{sheet}{rows}件を書き出した(目的:{purpose})", English: "{op} wrote out {rows} rows of the {sheet} (purpose {purpose})"},
	{ID: LogInspected, Article: "第13条", Posts: []juki.Post{juki.DataProtectionManager}, Fields: need(FieldDay, FieldHits, FieldDigest),
		Japanese: "{op}が{day}までの1か月の操作履歴を点検した(指摘候補{hits}件)", English: "{op} inspected the log of the month up to {day} ({hits} findings)"},
}
