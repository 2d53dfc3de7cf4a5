package stock

import "slices"

// living are the states of a card that can still come to its owner, but not 交付中.
func living() []State {
	return []State{Arrived, Inspected, Prepared, Stored, Notified, Renotified, Picked, Returned}
}

// lying are the states of everything that lies at a place the office counts, but for what a handover has in hand.
func lying() []State {
	return append(living(), Unused, Cancelled, Defective, Spoiled, Surrendered, AwaitingDisposal)
}

// Acts lists the acts in the order a screen offers them (第22条第1号).
func Acts() []Act {
	return slices.Concat(dailyActs(), endingActs(), exceptionalActs(), actsElsewhere())
}

func everything() []Tracking { return []Tracking{BySerial, ByRange, ByQuantity} }
func cards() []Tracking      { return []Tracking{BySerial} }

// media are what no act may take that hands things out, sends them outside or follows a card's way to its owner: a medium stays in the office until it
// is initialised and disposed of (第19条第1号).
func media() []ItemID { return []ItemID{StorageMedia} }

// dailyActs are the way of a card to its owner, and of blanks and forms to their use.
func dailyActs() []Act {
	return []Act{
		{Reason: Move, Trackings: everything(), From: lying(), Goes: Chosen, Begins: true, ByHand: true, Article: "第22条第1号"},
		{Reason: Arrival, Trackings: everything(), Except: []ItemID{MyNumberCards, ResidentCards}, From: []State{AtIssuer}, At: []PlaceID{Issuer},
			To: Unused, Goes: Chosen, Begins: true, Document: true, ByHand: true, Article: "第22条第1号"},
		{Reason: Check, Trackings: cards(), Except: media(), From: []State{Arrived}, At: []PlaceID{Inbox}, To: Inspected, Begins: true, ByHand: true, Article: "第22条第1号"},
		{Reason: Preset, Trackings: cards(), Except: media(), From: []State{Arrived, Inspected}, To: Prepared, Begins: true, ByHand: true, Article: "第22条第1号"},
		{Reason: Shelving, Trackings: cards(), Except: media(), From: []State{Inspected, Prepared}, To: Stored, Goes: Chosen, Begins: true, ByHand: true, Article: "第22条第1号"},
		{Reason: Notice, Trackings: cards(), Except: media(), From: []State{Stored, Prepared}, To: Notified, Begins: true, ByHand: true, Article: "第22条第1号"},
		{Reason: ComeBack, Trackings: cards(), Except: media(), From: []State{Notified, Renotified, BeingSent}, At: []PlaceID{Counted, Mail}, To: Returned, Goes: ChosenOrHere,
			ByHand: true, Article: "第22条第1号"},
		{Reason: Renotice, Trackings: cards(), Except: media(), From: []State{Notified, Returned}, To: Renotified, Begins: true, ByHand: true, Article: "第22条第1号"},
		{Reason: Dispatch, Trackings: cards(), Except: media(), From: []State{Stored, Notified, Renotified}, To: BeingSent, Goes: Mail, Begins: true, ByHand: true, Article: "第22条第1号"},
		{Reason: MailDelivered, Trackings: cards(), Except: media(), From: []State{BeingSent}, At: []PlaceID{Mail}, To: Delivered, Goes: Resident, ByHand: true, Article: "第22条第1号"},
		{Reason: Use, Trackings: everything(), Except: media(), From: []State{Unused}, To: Delivered, Goes: Resident, Begins: true, ByHand: true, Article: "第22条第1号"},
	}
}

// endingActs are what happens to things nobody will get.
func endingActs() []Act {
	return []Act{
		{Reason: Surrender, Trackings: cards(), Items: []ItemID{ResidentCards, MyNumberCards}, From: []State{Delivered}, At: []PlaceID{Resident},
			To: Surrendered, Goes: Chosen, ByHand: true, Article: "第22条第1号"},
		{Reason: LossReport, Trackings: cards(), Items: []ItemID{ResidentCards, MyNumberCards}, From: []State{Delivered}, At: []PlaceID{Resident},
			To: Lost, Goes: Gone, Document: true, ByHand: true, Article: "第22条第1号"},
		{Reason: LossWithdrawn, Trackings: cards(), Items: []ItemID{ResidentCards, MyNumberCards}, From: []State{Lost}, At: []PlaceID{Gone},
			To: Delivered, Goes: Resident, Document: true, ByHand: true, Article: "第22条第1号"},
		{Reason: Cancel, Trackings: cards(), Except: media(), From: living(), To: Cancelled, ByHand: true, Article: "第22条第1号"},
		{Reason: Defect, Trackings: everything(), Except: media(), From: append(living(), Unused), To: Defective, ByHand: true, Article: "第22条第1号"},
		{Reason: Spoil, Trackings: everything(), From: append(living(), Unused), To: Spoiled, ByHand: true, Article: "第22条第1号"},
		{Reason: SendBack, Trackings: everything(), Except: media(), From: []State{Defective, Unused}, To: AtIssuer, Goes: Issuer, Begins: true, ByHand: true, Article: "第22条第1号"},
		{Reason: CountAdjust, Trackings: []Tracking{ByRange, ByQuantity}, From: []State{Unused, Defective, Spoiled, AwaitingDisposal, Sought}, At: []PlaceID{Counted, Missing}, To: Sought, Goes: Chosen,
			Begins: true, TwoPeople: true, ByHand: true, Article: "第22条第1号"},
	}
}

// exceptionalActs belong to 前日準備 and incidents. Enter takes them; the screen of the stock offers the way back of the one and, for blanks and forms,
// what ends the other: nobody closes an incident for them by their numbers.
func exceptionalActs() []Act {
	return []Act{
		{Reason: Pick, Trackings: cards(), Except: media(), From: []State{Stored, Notified, Renotified}, To: Picked, Goes: Chosen, Begins: true, Article: "第22条第1号"},
		{Reason: Unpick, Trackings: cards(), Except: media(), From: []State{Picked}, To: KeptState, Goes: KeptPlace, ByHand: true, Article: "第22条第1号"},
		{Reason: NotFound, Trackings: cards(), From: lying(), To: Sought, Goes: Missing, Article: "第22条第1号・第24条"},
		{Reason: Found, Trackings: cards(), From: []State{Sought}, At: []PlaceID{Missing}, To: KeptState, Goes: Chosen, Article: "第22条第1号・第24条"},
		{Reason: Loss, Trackings: everything(), From: []State{Sought}, At: []PlaceID{Missing}, To: Lost, Goes: Gone, Document: true, TwoPeople: true, ByHand: true,
			Article: "第22条第1号・第24条"},
	}
}

// actsElsewhere are the reasons that other procedures enter. They are here so that the table is whole.
func actsElsewhere() []Act {
	unwanted := []State{Prepared, Stored, Notified, Renotified, Returned, Unused, Cancelled, Defective, Spoiled, Surrendered}
	return []Act{
		{Reason: Inspection, Trackings: cards(), Items: []ItemID{MyNumberCards}, From: []State{Arrived}, To: Stored, Goes: Chosen, Begins: true, Elsewhere: true, Article: "第22条第1号"},
		{Reason: TakeOut, Trackings: cards(), Items: []ItemID{MyNumberCards}, From: []State{Stored, Notified, Renotified, Picked}, To: InHandover, Goes: Counter,
			Begins: true, Elsewhere: true, Article: "第22条第1号"},
		{Reason: Handover, Trackings: cards(), Items: []ItemID{MyNumberCards}, From: []State{InHandover}, At: []PlaceID{Counter}, To: Delivered, Goes: Resident,
			Elsewhere: true, Article: "第22条第1号・第3号"},
		{Reason: PutBack, Trackings: cards(), Items: []ItemID{MyNumberCards}, From: []State{InHandover}, At: []PlaceID{Counter}, To: KeptState, Goes: KeptPlace,
			Elsewhere: true, Article: "第22条第1号"},
		{Reason: TransferSend, Trackings: everything(), From: lying(), To: BeingSent, Goes: Transit, Begins: true, Elsewhere: true, Article: "第22条第1号"},
		{Reason: TransferReceive, Trackings: everything(), From: []State{BeingSent}, At: []PlaceID{Transit}, To: KeptState, Goes: Chosen, Elsewhere: true, Article: "第22条第1号"},
		{Reason: DisposalDecided, Trackings: everything(), From: unwanted, To: AwaitingDisposal, Begins: true, Elsewhere: true, Article: "第22条第1号"},
		{Reason: Disposal, Trackings: everything(), From: []State{AwaitingDisposal}, To: Destroyed, Goes: Disposed, Begins: true, TwoPeople: true, Elsewhere: true, Article: "第22条第1号"},
	}
}
