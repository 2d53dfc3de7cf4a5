package oplog

import "madoguchi/internal/juki"

// keepingEvents are what happens to the log as a whole: anchors carried away from the terminal, copies, the end of its time, a restore.
var keepingEvents = []Entry{
	{ID: HeadCarried, Article: "第13条", Program: true, Posts: overseers, Fields: need(FieldSize).may(FieldRoot),
		Japanese: "{op}が操作履歴{size}件のチェックポイントを持ち出し用に書き出した", English: "{op} wrote out the checkpoint of {size} log records to be carried away"},
	{ID: HeadCosigned, Article: "第13条・第22条第1号", Posts: staff, Fields: need(FieldSize, FieldRoot).may(FieldCard, FieldDay, FieldDigest),
		Japanese: "{op}が操作履歴{size}件のチェックポイントに操作者識別カードで署名した", English: "{op} signed the checkpoint of {size} log records with the operator card"},
	{ID: ArchiveDelivered, Article: "第13条", Program: true, Posts: overseers, Fields: need(FieldSize, FieldDigest).may(FieldRoot, FieldDay),
		Japanese: "操作履歴{size}件の保管ファイルを引渡しフォルダーに置いた", English: "put an archive of {size} log records into the delivery folder"},
	{ID: ArchiveReceipt, Article: "第13条", Program: true, Posts: overseers, Fields: need(FieldSize, FieldDigest).may(FieldRoot, FieldDay), Closes: []EventID{ArchiveDelivered},
		Japanese: "操作履歴{size}件の保管ファイルの受領書を読み取り、一致を確かめた", English: "read back the receipt for the archive of {size} log records; it agrees"},
	{ID: ArchiveNotDelivered, Article: "第13条", Program: true, Posts: overseers, Fields: need(FieldCode).may(FieldSize, FieldDay), Closes: []EventID{ArchiveDelivered},
		Japanese: "操作履歴の保管ファイルを引き渡せなかった({code})", English: "could not deliver the archive of the log ({code})"},
	{ID: LogErased, Article: "第13条", Posts: []juki.Post{juki.SystemAdministrator}, Fields: need(FieldSize, FieldRoot, FieldRows, FieldDay).may(FieldWitness),
		Japanese: "{op}が保存期間を過ぎた操作履歴の本文を{size}番の前まで消した({rows}件、{day}まで)", English: "{op} erased the texts of the log before record {size}, their time being over ({rows} records, up to {day})"},
	{ID: LogContinued, Article: "第13条・第24条", Program: true, Posts: overseers, Fields: need(FieldSize, FieldRoot, FieldDigest).may(FieldRows, FieldCode),
		Japanese: "バックアップから戻した操作履歴{size}件を、新しい鍵で続けた", English: "continued the restored log of {size} records with a new key"},
	{ID: LogIndexWrong, Article: "第13条・第24条", Program: true, Fields: need(FieldIndex),
		Japanese: "操作履歴の検索の索引「{index}」が記録と合わないのを見つけ、検索を止めた", English: "found that the search index {index} of the log does not agree with the records, and stopped searching"},
	{ID: LogIndexRebuilt, Article: "第13条・第24条", Program: true, Fields: need(FieldIndex), Closes: []EventID{LogIndexWrong},
		Japanese: "操作履歴の検索の索引「{index}」を記録から作り直した", English: "made the search index {index} of the log anew from the records"},
	{ID: BackupWritten, Article: "第13条・第24条", Program: true, Posts: overseers, Fields: need(FieldSize).may(FieldRoot),
		Japanese: "バックアップを作成した(操作履歴{size}件)", English: "wrote a backup ({size} log records)"},
	{ID: BackupFailed, Article: "第13条・第24条", Program: true, Posts: overseers, Fields: need(FieldCode),
		Japanese: "バックアップを作成できなかった({code})", English: "could not write a backup ({code})"},
	{ID: RecoveryKeyMade, Article: "第13条・第24条", Program: true, Posts: admins, Fields: may(FieldWitness, FieldDigest),
		Japanese: "復旧キーを作成した", English: "made a recovery key"},
}
