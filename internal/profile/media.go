package profile

// ofMedia is how a medium that was initialised is disposed of (第19条第1号); nil is a profile that says nothing of media, as those written before the
// ledger had them: it has the usual ways.
func (m *methods) ofMedia() ([]Method, Basis) {
	if m == nil {
		return []Method{{ID: "destruction", Words: Words{JA: "物理的破壊(穿孔・破砕など)", EN: "Physical destruction (drilling, crushing)"}}, {ID: "shredding", Words: Words{JA: "裁断", EN: "Shredding"}}},
			Basis{Default: "プロファイルに定めなし。この製品の初期値"}
	}
	return m.Methods, m.Basis
}
