package stock

// Japanese is the name of a fixed place as it is printed and shown; a shelf is called by its id.
func (p PlaceID) Japanese() string {
	switch p {
	case Issuer:
		return "発行元"
	case Resident:
		return "交付先"
	case Inbox:
		return "到着・検品待ち"
	case Counter:
		return "窓口手元"
	}
	return string(p)
}

// Japanese is the state in the words of the 内訳.
func (s State) Japanese() string {
	switch s {
	case AtIssuer:
		return "発行元"
	case Arrived:
		return "到着(未検品)"
	case Stored:
		return "保管"
	case InHandover:
		return "交付中"
	case Delivered:
		return "交付済"
	}
	return string(s)
}

// Japanese is the item's name on the 受払簿; a form the city added is called by its id.
func (i ItemID) Japanese() string {
	switch i {
	case MyNumberCards:
		return "個人番号カード"
	case ResidentCards:
		return "住民基本台帳カード(回収)"
	}
	return string(i)
}

// Japanese is the reason of a movement (事由) on the 受払簿.
func (r Reason) Japanese() string {
	switch r {
	case Arrival:
		return "到着"
	case Inspection:
		return "検品・棚入れ"
	case TakeOut:
		return "取出し"
	case Handover:
		return "交付"
	case PutBack:
		return "棚戻し"
	case Reversal:
		return "訂正"
	case Transfer:
		return "移動"
	case CountAdjust:
		return "実査による調整"
	}
	return string(r)
}
