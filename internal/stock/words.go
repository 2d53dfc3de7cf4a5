package stock

// Japanese is the name of a fixed place as it is printed and shown; a shelf is called by its id.
func (p PlaceID) Japanese() string { return word(placeWords(), p) }

func placeWords() map[PlaceID]string {
	return map[PlaceID]string{Issuer: "発行元", Resident: "交付先", Disposed: "廃棄済", Gone: "紛失", Inbox: "到着・検品待ち", Counter: "窓口手元",
		Elsewhere: "他の端末", Transit: "移送中", Mail: "郵送中", Missing: "所在不明"}
}

// Japanese is the kind of a place.
func (k PlaceKind) Japanese() string {
	return word(map[PlaceKind]string{Safe: "金庫", Shelf: "棚", Box: "箱・ケース", Drawer: "端末の引出し", Branch: "支所・出張所", Fixed: "固定"}, k)
}

// Japanese is the state in the words of the 内訳.
func (s State) Japanese() string { return word(stateWords(), s) }

func stateWords() map[State]string {
	return map[State]string{AtIssuer: "発行元", Arrived: "到着(未検品)", Inspected: "検品済", Prepared: "交付前設定済", Stored: "保管", Notified: "通知済",
		Renotified: "再通知", Picked: "前日準備", InHandover: "交付中", Delivered: "交付済", Returned: "返戻", Cancelled: "取消", Defective: "製造不良",
		Surrendered: "返納", Spoiled: "き損・書損", Unused: "未使用", AwaitingDisposal: "廃棄待ち", Destroyed: "廃棄", BeingSent: "移送・郵送中",
		Sought: "所在不明", Lost: "紛失"}
}

// StateWord is a state in the words for an item: a medium is enrolled when it is in use already, and 未使用 would mislead.
func (i ItemID) StateWord(s State) string {
	if i == StorageMedia && s == Unused {
		return "使用・保管中"
	}
	return s.Japanese()
}

// Japanese is the item's name on the 受払簿; a form the city added is called by its id where nobody knows its name.
func (i ItemID) Japanese() string {
	for _, item := range FixedItems() {
		if item.ID == i {
			return item.Name
		}
	}
	return string(i)
}

// Japanese is the reason of a movement (事由) on the 受払簿.
func (r Reason) Japanese() string { return word(reasonWords(), r) }

func reasonWords() map[Reason]string {
	return map[Reason]string{Arrival: "到着", Check: "検品", Inspection: "検品・棚入れ", Preset: "交付前設定", Shelving: "棚入れ", Notice: "交付通知",
		Renotice: "再通知", ComeBack: "返戻", Pick: "前日準備", Unpick: "前日準備の戻し", TakeOut: "取出し", Handover: "交付", PutBack: "棚戻し", Move: "移動",
		TransferSend: "移送", TransferReceive: "移送受入", Dispatch: "郵送", MailDelivered: "郵送交付", Use: "発行・使用", Cancel: "取消", Defect: "製造不良",
		SendBack: "返送", Spoil: "き損・書損", Surrender: "返納", DisposalDecided: "廃棄決定", Disposal: "廃棄", NotFound: "所在不明", Found: "発見",
		Loss: "紛失", LossReport: "紛失届", LossWithdrawn: "発見届", CountAdjust: "実査による調整", Reversal: "訂正",
		Unclaimed: "交付期限超過", Expired: "有効期間満了", Superseded: "旧様式・不用",
		ClosingForgotten: "締め忘れ", PowerFailure: "停電・故障", Disaster: "災害"}
}

// Japanese is how a medium was initialised, on the 廃棄記録.
func (i Initialisation) Japanese() string {
	return word(map[Initialisation]string{Overwritten: "上書き消去", SecurelyErased: "消去命令(セキュアイレース)", Degaussed: "消磁", NotPossible: "故障で初期化できず物理的に破壊"}, i)
}

// Japanese is what an incident is about.
func (k IncidentKind) Japanese() string {
	return word(map[IncidentKind]string{CardMissing: "所在不明", CountDiffers: "実査の差異", CardLost: "紛失", TransferShort: "移送の不足", SealDiffers: "封印の相違"}, k)
}

// word is the word for an id, and the id itself where there is none.
func word[T ~string](words map[T]string, id T) string {
	if w, ok := words[id]; ok {
		return w
	}
	return string(id)
}
