package main

import "madoguchi/internal/oplog"

// inherited tells of the keys that signed the log before it was restored.
func (c certificate) inherited(list []oplog.Succession) {
	for _, h := range list {
		c.line("鍵の引継ぎ", "handed over", c.say("復元のとき、記録 %s 件の時点で次の鍵に引き継がれました(前の鍵の署名があります)。前の鍵 %s",
			"at a restore, after %s records, to the next key; signed by the key before: %s"), thousands(h.Size), h.OldKey)
	}
}

// lost says which records an anchor saw that a restore lost.
func (c certificate) lost(a oplog.Anchor) {
	c.line("復元で失われた記録", "records lost at a restore", c.say("記録 %d から %d まで(%s 件)。復元に使ったバックアップの最後の記録は %s です。今ある同じ番号の記録は、復元の後のものです",
		"records %d to %d (%s). The last record of the backup was of %s; records that have these numbers now came after the restore"),
		a.LostFrom, a.Checkpoint.Size-1, thousands(a.Checkpoint.Size-a.LostFrom), c.clock(a.After))
}
