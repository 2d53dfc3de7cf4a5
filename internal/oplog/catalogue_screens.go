package oplog

// screenEvents are what the screens did to keep others from reading them (第19条), and what was seen of pictures taken of them.
var screenEvents = []Entry{
	{ID: ModeChanged, Article: "第19条第5号", Program: true, Posts: staff, Case: Allowed, Fields: need(FieldMode).may(FieldReason),
		Japanese: "画面の表示を「{mode}」にした", English: "changed the screen to {mode}"},
	{ID: ScreenVeiled, Article: "第19条第4号", Program: true, Posts: staff, Case: Allowed, Fields: may(FieldReason),
		Japanese: "操作がないため、本人情報を覆った", English: "covered personal data, nobody having touched anything"},
	{ID: ScreenHidden, Article: "第19条第4号・第5号", Program: true, Posts: staff, Case: Allowed, Fields: need(FieldReason),
		Japanese: "画面を隠した({reason})", English: "hid the screen ({reason})"},
	{ID: ScreenBack, Article: "第19条第4号", Program: true, Posts: staff, Case: Allowed, Fields: may(FieldReason), Closes: []EventID{ScreenVeiled, ScreenHidden},
		Japanese: "{op}が画面を戻した", English: "{op} brought the screen back"},
	{ID: FieldShown, Article: "第19条第3号・第5号", Posts: staff, Case: Allowed, Fields: need(FieldPart).may(FieldMode, FieldNumber),
		Japanese: "{op}が覆われた項目「{part}」を表示した", English: "{op} looked at the covered {part}"},
	{ID: CaptureSeen, Article: "第19条第3号", Program: true, Posts: staff, Case: Allowed, Fields: may(FieldMode),
		Japanese: "画面の写しを取るキーが押された", English: "a key for taking a picture of the screen was pressed"},
	{ID: CaptureAllowed, Article: "第19条第3号", Posts: admins, Fields: need(FieldReason).may(FieldWitness),
		Japanese: "{op}が遠隔支援のため、画面の写しを一時的に認めた({reason})", English: "{op} allowed pictures of the screen for a while ({reason})"},
	{ID: CaptureEnded, Article: "第19条第3号", Program: true, Posts: admins, Closes: []EventID{CaptureAllowed},
		Japanese: "画面の写しを再び止めた", English: "pictures of the screen are kept off again"},
	{ID: SpareRegistered, Article: "第19条第1号・第3号", Posts: staff, Case: Allowed, Fields: need(FieldSheet, FieldPages).may(FieldDay),
		Japanese: "{op}が{sheet}の予備印刷{pages}枚を登録した", English: "{op} registered {pages} spare prints of the {sheet}"},
	{ID: SpareDestroyed, Article: "第19条第1号", Posts: staff, Case: Allowed, Fields: need(FieldSheet, FieldPages, FieldMethod).may(FieldWitness, FieldDay),
		Japanese: "{op}が{sheet}{pages}枚を廃棄した({method})", English: "{op} destroyed {pages} pages of the {sheet} ({method})"},
	{ID: CaseErased, Article: "第19条第2号", Program: true, Posts: admins, Fields: need(FieldRows, FieldDay).may(FieldWitness),
		Japanese: "保存期間を過ぎた案件{rows}件の本人情報と鍵を消した({day}まで)", English: "erased the personal data and keys of {rows} cases whose time is over (up to {day})"},
}

// emergencyEvents tell of an emergency as a whole (緊急時対応計画, 第24条; a drill is ended by whoever began it, the rest by the posts of the plan); the terminal's own stop is EmergencyStopped. reason "drill" marks a drill.
var emergencyEvents = []Entry{
	{ID: EmergencyBegun, Article: "第24条", Program: true, Posts: staff, Fields: need(FieldNumber, FieldReason),
		Japanese: "緊急時対応{number}を始めた({reason})", English: "emergency {number} begun ({reason})"},
	{ID: EmergencyStepDone, Article: "第24条", Posts: staff, Fields: need(FieldNumber, FieldReason).may(FieldState, FieldWitness),
		Japanese: "{op}が緊急時対応{number}の「{reason}」を済ませた", English: "{op} did the step {reason} of emergency {number}"},
	{ID: EmergencyEnded, Article: "第24条", Posts: staff, Fields: need(FieldNumber).may(FieldWitness, FieldReason), Closes: []EventID{EmergencyBegun},
		Japanese: "{op}が緊急時対応{number}を終え、業務の再開を認めた", English: "{op} ended emergency {number} and let work go on"},
}

// photoEvents follow one photo from the scanner to its end (第22条第2号・第4号). None says anything of the picture.
var photoEvents = []Entry{
	{ID: PhotoScanned, Article: "第22条第4号", Posts: clerks, Case: Needed, Fields: may(FieldRound),
		Japanese: "{op}が{case}の顔写真を窓口のスキャナーで読み取った", English: "{op} scanned the photo of {case} at the counter's scanner"},
	{ID: PhotoRefused, Article: "第22条第4号", Program: true, Posts: clerks, Case: Needed, Fields: need(FieldCode),
		Japanese: "{case}の顔写真を読み取れなかった({code})", English: "could not scan the photo of {case} ({code})"},
	{ID: PhotoShown, Article: "第22条第2号", Posts: clerks, Case: Needed,
		Japanese: "{case}の顔写真を住民に確認してもらい始めた", English: "showed the photo of {case} to the resident"},
	{ID: PhotoAccepted, Article: "第22条第2号", Program: true, Posts: clerks, Case: Needed,
		Japanese: "{case}の住民が自分の顔写真と確認した", English: "the resident of {case} confirmed the photo"},
	{ID: PhotoDeclined, Article: "第22条第2号", Program: true, Posts: clerks, Case: Needed,
		Japanese: "{case}の住民が顔写真を違うとした", English: "the resident of {case} declined the photo"},
	{ID: PhotoChecked, Article: "第22条第2号・第14条第10項", Posts: clerks, Case: Needed, Fields: need(FieldWitness),
		Japanese: "{op}の扱う{case}の顔写真を{witness}が本人と見比べた", English: "{witness} compared the photo of {case} handled by {op}"},
	{ID: PhotoRegistered, Article: "第22条第2号", Posts: clerks, Case: Needed, Fields: may(FieldReason, FieldWitness),
		Japanese: "{op}が{case}の顔写真を登録した", English: "{op} registered the photo of {case}"},
	{ID: PhotoErased, Article: "第22条第2号", Program: true, Posts: clerks, Case: Needed, Fields: need(FieldReason), Closes: []EventID{PhotoScanned},
		Japanese: "{case}の顔写真を消した({reason})", English: "erased the photo of {case} ({reason})"},
	{ID: PhotoNotNeeded, Article: "第22条第2号", Posts: clerks, Case: Needed, Fields: need(FieldReason),
		Japanese: "{op}が{case}を写真なしとした({reason})", English: "{op} noted that {case} needs no photo ({reason})"},
}
