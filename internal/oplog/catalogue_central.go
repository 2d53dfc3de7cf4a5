package oplog

// Uploading to the central server (中央サーバー). The records from the size of the beginning up to the size of the end were sent.
// An upload that never got an answer has a failure and no beginning.
var centralEvents = []Entry{
	{ID: UploadBegun, Article: "第12条第2項", Program: true, Posts: staff, Fields: need(FieldSize),
		Japanese: "中央サーバーへの送信を始めた(サーバーの記録{size}件)", English: "upload begun; the central server has {size} records"},
	{ID: UploadEnded, Article: "第12条第2項", Program: true, Posts: staff, Fields: need(FieldSize).may(FieldRoot), Closes: []EventID{UploadBegun},
		Japanese: "中央サーバーへの送信を終えた(サーバーの記録{size}件)", English: "upload ended; the central server has {size} records"},
	{ID: CentralAsked, Article: "第12条第2項・第19条第3号", Posts: staff, Case: Allowed, Fields: need(FieldPurpose, FieldQuestion).may(FieldSubject, FieldCard),
		Japanese: "{op}が中央サーバーに全端末の{question}を照会した(目的:{purpose})", English: "{op} asked the central server for the {question} of all terminals (purpose {purpose})"},
	{ID: CentralSilent, Article: "第12条第2項", Program: true, Posts: staff, Fields: need(FieldCode, FieldQuestion), Closes: []EventID{CentralAsked},
		Japanese: "中央サーバーから{question}の答えを得られなかった({code})", English: "the central server did not answer about the {question} ({code})"},
	{ID: UploadFailed, Article: "第12条第2項", Program: true, Posts: staff, Fields: need(FieldCode).may(FieldSize), Closes: []EventID{UploadBegun},
		Japanese: "中央サーバーへ送信できなかった({code})", English: "could not upload to the central server ({code})"},
}
