package juki

// Japanese is the post in the regulation's words.
func (p Post) Japanese() string {
	switch p {
	case Operator:
		return "業務端末操作者"
	case Assistant:
		return "補助執行者"
	case DataProtectionManager:
		return "情報保護管理者"
	case SystemAdministrator:
		return "システム管理者"
	case SecurityDirector:
		return "セキュリティ統括責任者"
	case Auditor:
		return "監査人"
	}
	return ""
}

// ID is the post's name in the log and in settings files.
func (p Post) ID() string {
	switch p {
	case Operator:
		return "operator"
	case Assistant:
		return "assistant"
	case DataProtectionManager:
		return "data-protection-manager"
	case SystemAdministrator:
		return "system-administrator"
	case SecurityDirector:
		return "security-director"
	case Auditor:
		return "auditor"
	}
	return ""
}

// Posts lists the posts in the order of the regulation's constants.
func Posts() []Post {
	return []Post{Operator, Assistant, DataProtectionManager, SystemAdministrator, SecurityDirector, Auditor}
}

// Japanese is the kind of card in the regulation's words.
func (k CardKind) Japanese() string {
	switch k {
	case MyNumberCard:
		return "個人番号カード"
	case ResidentCard:
		return "住民基本台帳カード"
	case OperatorCard:
		return "操作者識別カード"
	}
	return "不明なカード"
}

// ID is the card kind's name in the log, in files and in the database.
func (k CardKind) ID() string {
	switch k {
	case MyNumberCard:
		return "mynumber-card"
	case ResidentCard:
		return "resident-card"
	case OperatorCard:
		return "operator-card"
	}
	return "unknown-card"
}

// ParseCardKind reads カード種別 of an arrival list: 個人番号カード or 住民基本台帳カード (住基カード).
func ParseCardKind(text string) (CardKind, error) {
	switch canonical(text) {
	case "個人番号カード", "マイナンバーカード", "MYNUMBER-CARD":
		return MyNumberCard, nil
	case "住民基本台帳カード", "住基カード", "RESIDENT-CARD":
		return ResidentCard, nil
	}
	return UnknownCard, Refuse(RowBadKind)
}

// Japanese is the sex as forms print it.
func (s Sex) Japanese() string {
	switch s {
	case Male:
		return "男"
	case Female:
		return "女"
	case NotApplicable:
		return "適用不能"
	}
	return "不明"
}

// ParseSex reads 性別 of an arrival list: 男, 女, or the codes 0, 1, 2, 9 of JIS X 0303. Empty is unknown.
func ParseSex(text string) (Sex, error) {
	switch canonical(text) {
	case "", "0", "不明":
		return SexUnknown, nil
	case "1", "男", "男性":
		return Male, nil
	case "2", "女", "女性":
		return Female, nil
	case "9", "適用不能":
		return NotApplicable, nil
	}
	return SexUnknown, Refuse(RowBadSex)
}
