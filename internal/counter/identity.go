package counter

import (
	"slices"

	"madoguchi/internal/juki"
)

// Document is a paper that shows who somebody is (本人確認書類), class A or B. Only the kind is kept, never a number.
type Document string

// documentsA identify a person alone: issued by an authority, with a photo.
var documentsA = []Document{
	"A-drivers-license",     // 運転免許証
	"A-driving-history",     // 運転経歴証明書(平成24年4月1日以降)
	"A-passport",            // 旅券
	"A-disability-book",     // 身体障害者手帳
	"A-mental-health-book",  // 精神障害者保健福祉手帳
	"A-rehabilitation-book", // 療育手帳
	"A-residence-card",      // 在留カード
	"A-permanent-resident",  // 特別永住者証明書
	"A-old-mynumber-card",   // 個人番号カード(更新前)
}

// documentsB identify a person in pairs: name and birth date, or name and address.
var documentsB = []Document{
	"B-health-eligibility", // 資格確認書
	"B-care-insurance",     // 介護保険被保険者証
	"B-medical-recipient",  // 医療受給者証
	"B-pension-book",       // 年金手帳・年金証書
	"B-bank-book",          // 預金通帳
	"B-employee-id",        // 社員証
	"B-student-id",         // 学生証
	"B-school-document",    // 学校の書類
	"B-photo-certificate",  // 個人番号カード顔写真証明書
}

// Documents lists the documents of class A, then of class B, in the order the counter offers them.
func Documents() (a, b []Document) { return slices.Clone(documentsA), slices.Clone(documentsB) }

// Identity is the identity check as the clerk saw it (本人確認).
type Identity struct {
	Documents      []Document // of the resident
	Representative []Document // of the legal representative who came too; empty when none is needed
	Guardianed     bool       // 成年被後見人
	Proof          bool       // the representative's right was shown or is known here
}

// Enough tells whether the papers identify the people who came: one A or two B each, and for a child under 15 or
// a 成年被後見人 the legal representative with a proof as well.
func (i Identity) Enough(birth, today juki.Date) bool {
	if !enough(i.Documents) {
		return false
	}
	if i.NeedsRepresentative(birth, today) {
		return enough(i.Representative) && i.Proof
	}
	return true
}

// NeedsRepresentative tells whether a legal representative must have come.
func (i Identity) NeedsRepresentative(birth, today juki.Date) bool {
	return i.Guardianed || birth.AgeOn(today) < juki.SignatureAge
}

// enough is the rule of the handover in person: one of class A, or two different ones of class B.
func enough(docs []Document) bool {
	different := map[Document]bool{} // the same paper twice is one paper
	for _, d := range docs {
		if slices.Contains(documentsA, d) {
			return true
		}
		if slices.Contains(documentsB, d) {
			different[d] = true
		}
	}
	return len(different) >= 2
}

// all lists every paper that was shown, of the resident and of the representative.
func (i Identity) all() []Document { return slices.Concat(i.Documents, i.Representative) }
