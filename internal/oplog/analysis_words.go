package oplog

import (
	"strconv"
	"strings"
)

var reportTitles = map[ReportID]said{
	ByPurpose:    {"操作者別・目的別の利用件数", "Uses by operator and purpose"},
	ManyEyes:     {"多くの操作者が見た案件", "Cases seen by many operators"},
	OwnPeople:    {"同じ名字・同じ町の住民の閲覧", "Looks at people of the own name or area"},
	NoProcedure:  {"手続のない繰返しの閲覧", "Repeated looks without a procedure"},
	Unusual:      {"ふだんより著しく多い利用", "Unusually much use"},
	OutsideHours: {"利用時間外の操作と例外", "Outside the hours, and exceptions"},
	Relieved:     {"名簿にない者・失効した者の操作", "Acts of people not on the roster"},
	Refusals:     {"拒否・失敗", "Refused and failed"},
}

// reportMeanings define each report. {eyes} and the like are filled in from the thresholds.
var reportMeanings = map[ReportID]said{
	ByPurpose: {
		"本人情報を検索・表示・印刷した記録を、操作者と目的ごとに数えたものです(第19条第3号)。",
		"Records of searching, displaying and printing personal data, counted by operator and purpose (Art. 19, 3)."},
	ManyEyes: {
		"1件の案件の本人情報を、期間中に{eyes}人以上の操作者が検索・表示・印刷したものです。引継ぎや応援で起きることもあります。知人・著名人への関心による閲覧でないかを、案件の記録で確かめてください。",
		"Cases whose personal data {eyes} or more operators searched, displayed or printed. Handing work over explains some. Look at the case's records for curiosity about acquaintances or well-known people."},
	OwnPeople: {
		"操作者が、自分と同じ名字(文字か読み)または同じ町の住民の本人情報を検索・表示・印刷したもののうち、その日の交付予約(ほかの操作者が入れたもの)がないものです。多い名字では、他人であることの方がふつうです。親族・知人の情報を見る理由があったかを、その操作者に確かめてください。操作履歴には「同じだった」ことだけがあり、名字も町名もありません。",
		"Looks of operators at residents of their own family name (by characters or sound) or area who had no appointment on that day made by another operator. With a common name they are strangers more often than not. Ask the operator whether there was a reason to look at a relative's or a neighbour's data. The log says only that there was something in common, no name and no place."},
	NoProcedure: {
		"同じ操作者が同じ案件の本人情報を、前後{near}分以内にその案件の交付の開始・再開も検品もないまま、{repeats}回以上見たものです。電話照会などの理由があったかを、その操作者に確かめてください。",
		"One operator looked {repeats} times or more at one case with no handover opened or resumed and no inspection of that case within {near} minutes before or after. Ask the operator for the reason, such as a call by the person."},
	Unusual: {
		"1日の本人情報の利用(検索・表示・印刷)が、その操作者自身の直近{lastdays}業務日分の中央値の{times}倍を超えた日です。記録のある日が{leastdays}日に満たない操作者と、{leastuses}件に満たない日は除きます。",
		"Days on which an operator used personal data more than {times} times as often as on the median of the operator's own last {lastdays} days with records. Operators with fewer than {leastdays} days and days with fewer than {leastuses} uses are left out."},
	OutsideHours: {
		"利用時間(第17条)の外に操作者が残した記録を日ごとに、また、時計の確認・1画面の許可・緊急停止・ロックアウトの解除・設定の変更・受払の訂正を操作者ごとに数えたものです。時間外の利用の承認があるかを確かめてください。",
		"Records of operators outside the usage hours (Art. 17) by day; and confirming the clock, allowing one screen, emergency stops, lifting lockouts, changing settings and reversing movements by operator. Check that use outside the hours was approved."},
	Relieved: {
		"操作者名簿にない識別番号の記録、失効した操作者の、失効より後の記録、失効した操作者識別カードが差し込まれて拒否された記録です(第14条第6項)。失効の時は、失効の記録によります。その記録が保存期間を過ぎて消えているときは、残るすべてが後の記録です。",
		"Records of ids that are not in the register of operators, records of revoked operators later than their revocation, and revoked cards that were put in and refused (Art. 14 (6)). The moment is that of the record of the revocation; where its text is gone because its time was over, all that is left is later."},
	Refusals: {
		"拒否した操作と失敗した操作を、結果と記録の種類ごとに数えたものです。同じ結果が続くときは、機器の故障、操作の誤解、または無理な試みがないかを確かめてください。",
		"What was refused or failed, counted by outcome and kind of record. The same outcome again and again means broken equipment, a misunderstanding, or somebody trying."},
}

var whyWords = map[string]said{
	WhyOutside: {"利用時間外", "outside the hours"}, WhyException: {"例外の操作", "exception"}, WhyUnknown: {"名簿にない", "not on the roster"},
	WhyRevoked: {"失効の後", "after the revocation"}, WhyTried: {"失効カードの拒否", "revoked card refused"},
	WhySameName: {"同じ名字", "same name"}, WhySameArea: {"同じ町", "same area"}, WhySameBoth: {"同じ名字・町", "same name and area"},
}

// Title is what the report is called.
func (r ReportID) Title(l Language) string { return reportTitles[r].in(l) }

// Meaning defines the report in words: what is on it, and what to do about it.
func (r ReportID) Meaning(l Language, t Thresholds) string {
	n := strconv.Itoa
	return strings.NewReplacer("{eyes}", n(t.Eyes), "{near}", n(int(t.Near.Minutes())), "{repeats}", n(t.Repeats), "{times}", n(t.Times),
		"{lastdays}", n(t.LastDays), "{leastdays}", n(t.LeastDays), "{leastuses}", n(t.LeastUses)).Replace(reportMeanings[r].in(l))
}

// WhyWord is the reason of a row for people.
func WhyWord(why string, l Language) string { return whyWords[why].in(l) }
