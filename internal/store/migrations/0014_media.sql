-- 電子媒体 (第19条第1号): what holds identity information is an item of the ledger, by the office's own 管理番号. A city that registered the id itself
-- keeps what it wrote.
INSERT INTO item SELECT 'storage-medium', 1 WHERE NOT EXISTS (SELECT 1 FROM item WHERE id = 'storage-medium');
INSERT INTO item_detail (item, name, tracking, unit) SELECT 'storage-medium', '電子媒体', 'serial', '個'
	WHERE NOT EXISTS (SELECT 1 FROM item_detail WHERE item = 'storage-medium');

-- A medium has neither face nor chip: that it was initialised, and how, is its proof instead. Every row has the one proof or the other.
ALTER TABLE disposal_done RENAME TO disposal_done_before;
CREATE TABLE disposal_done (
	number      TEXT PRIMARY KEY REFERENCES disposal_judged (number),
	method      TEXT    NOT NULL,
	face_gone   INTEGER NOT NULL CHECK (face_gone IN (0, 1)),
	chip_gone   INTEGER NOT NULL CHECK (chip_gone IN (0, 1)),
	initialised TEXT    NOT NULL CHECK (initialised IN ('', 'overwritten', 'secure-erase', 'degaussed', 'not-possible')), -- '' of a card or form
	whereabouts BLOB    NOT NULL, -- encrypted: free text may name somebody
	contractor  BLOB    NOT NULL, -- encrypted
	certificate TEXT    NOT NULL, -- a number: see stock.checkDocument
	by_op       TEXT    NOT NULL,
	witness     TEXT    NOT NULL CHECK (witness <> '' AND witness <> by_op),
	ts          INTEGER NOT NULL,
	CHECK (face_gone = (initialised = '') AND (initialised = '' OR chip_gone = 0))
) STRICT;
INSERT INTO disposal_done SELECT number, method, face_gone, chip_gone, '', whereabouts, contractor, certificate, by_op, witness, ts FROM disposal_done_before;
DROP TABLE disposal_done_before;
CREATE TRIGGER disposal_done_stays BEFORE DELETE ON disposal_done BEGIN SELECT RAISE(ABORT, 'disposal_done is append-only'); END;
CREATE TRIGGER disposal_done_keeps BEFORE UPDATE ON disposal_done BEGIN SELECT RAISE(ABORT, 'disposal_done is append-only'); END;
CREATE TRIGGER disposal_done_proves BEFORE INSERT ON disposal_done
	WHEN (new.initialised <> '') <> EXISTS (SELECT 1 FROM disposal WHERE number = new.number AND item = 'storage-medium')
	BEGIN SELECT RAISE(ABORT, 'a medium is initialised before it is disposed of, and nothing else is'); END;
