// Package juki is the vocabulary of the residents' counter in the words of the two regulations,
// and the rules that need nothing but their arguments: posts, cards, PINs, dates, hours, outcome codes.
// It imports the standard library only, knows no clock and does no I/O.
package juki

import (
	"fmt"
	"io"
)

// OperatorID names a member of staff inside the program and in the log: "S001". Never a name.
type OperatorID string

// Post is what the regulation makes somebody responsible for.
type Post int

// The posts (朝来市 第3条–第5条, 第14条第13項; 監査 第8条).
const (
	Operator              Post = iota // 業務端末操作者
	Assistant                         // 補助執行者(主幹・副主幹), 第14条第13項
	DataProtectionManager             // 情報保護管理者, 第5条
	SystemAdministrator               // システム管理者, 第4条
	SecurityDirector                  // セキュリティ統括責任者, 第3条
	Auditor                           // 監査人, 第8条
)

// CardKind is a kind of card the counter hands over or services.
type CardKind int

// The kinds of cards (第22条).
const (
	UnknownCard  CardKind = iota
	MyNumberCard          // 個人番号カード
	ResidentCard          // 住民基本台帳カード: registered and collected only, issuing ended 2015-12-28
	OperatorCard          // 操作者識別カード, 第14条
)

// PINKind is one of the PINs of a card (第23条).
type PINKind int

// The four PINs of a My Number card, in the order the resident is asked for them.
const (
	SignaturePIN        PINKind = iota // 署名用電子証明書: 6–16 of A–Z 0–9, both kinds, 5 tries
	AuthenticationPIN                  // 利用者証明用電子証明書: 4 digits, 3 tries
	ResidentRegisterPIN                // 住民基本台帳用: 4 digits, 3 tries
	FaceEntryPIN                       // 券面事項入力補助用: 4 digits, 3 tries
)

// CaseNumber names a case of the counter: "R08-000123" (Reiwa year, running number).
type CaseNumber string

// NoticeNumber stands on the 交付通知書 above the QR code: "A1B-234567".
type NoticeNumber string

// ApplicationID is the 申請書ID, 23 digits.
type ApplicationID string

// CardSerial is the 製造番号 of a card as its chip and the arrival list give it.
type CardSerial string

// MunicipalityCode is the five-digit code of a city: Asago is "28225".
type MunicipalityCode string

// Sex as the arrival list and the card code it.
type Sex int

// The codes of JIS X 0303 as cards carry them.
const (
	SexUnknown    Sex = 0
	Male          Sex = 1
	Female        Sex = 2
	NotApplicable Sex = 9
)

// Person is who a case is about. It is personal data: encrypted at rest, never in a log,
// an error or a file name.
type Person struct {
	Name    string // as it came: no normalisation, variation selectors kept
	Kana    string
	Address string
	Birth   Date
	Sex     Sex
}

// Format keeps a Person out of logs whatever the verb.
func (p Person) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "(本人情報)") }
