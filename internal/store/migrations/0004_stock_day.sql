-- Kinds of things and places without code, number ranges, copies of the other end's movements, and what follows from the movements kept
-- beside them: where each serial lies and how much lies where. The movements stay the truth; Rebuild checks the rest against them.
CREATE TABLE item_detail (
	id       INTEGER PRIMARY KEY,
	item     TEXT NOT NULL REFERENCES item (id),
	name     TEXT NOT NULL,
	tracking TEXT NOT NULL CHECK (tracking IN ('serial', 'range', 'quantity')),
	unit     TEXT NOT NULL
) STRICT;
CREATE INDEX item_detail_item ON item_detail (item, id);
CREATE TABLE place_detail (
	id       INTEGER PRIMARY KEY,
	place    TEXT    NOT NULL REFERENCES place (id),
	kind     TEXT    NOT NULL,
	name     TEXT    NOT NULL,
	grp      TEXT    NOT NULL,
	terminal TEXT    NOT NULL,
	capacity INTEGER NOT NULL CHECK (capacity >= 0),
	by_op    TEXT    NOT NULL,
	ts       INTEGER NOT NULL
) STRICT;
CREATE INDEX place_detail_place ON place_detail (place, id);
CREATE TABLE place_seal (
	id    INTEGER PRIMARY KEY,
	place TEXT    NOT NULL REFERENCES place (id),
	seal  TEXT    NOT NULL,
	by_op TEXT    NOT NULL,
	ts    INTEGER NOT NULL
) STRICT;
CREATE INDEX place_seal_place ON place_seal (place, id);
CREATE TABLE box_discarded ( -- 空箱確認: a box that was a place, or the shipping box of an arrival list
	id       INTEGER PRIMARY KEY,
	place    TEXT    NOT NULL, -- '' for a shipping box
	document TEXT    NOT NULL, -- '' for a place
	by_op    TEXT    NOT NULL,
	witness  TEXT    NOT NULL,
	ts       INTEGER NOT NULL
) STRICT;
CREATE INDEX box_discarded_place ON box_discarded (place) WHERE place <> '';
CREATE INDEX box_discarded_ts ON box_discarded (ts);

INSERT INTO item VALUES ('resident-card-blank', 0);
INSERT INTO place VALUES ('disposed', 0), ('lost', 0), ('elsewhere', 0), ('transit', 1), ('mail', 1), ('missing', 1);
INSERT INTO item_detail (item, name, tracking, unit) VALUES ('mynumber-card', '個人番号カード', 'serial', '枚'),
	('resident-card', '住民基本台帳カード(回収)', 'serial', '枚'), ('resident-card-blank', '住民基本台帳カード(生カード)', 'range', '枚');
INSERT INTO item_detail (item, name, tracking, unit) SELECT id, id, CASE by_serial WHEN 1 THEN 'serial' ELSE 'quantity' END, '枚'
	FROM item WHERE id NOT IN (SELECT item FROM item_detail);
INSERT INTO place_detail (place, kind, name, grp, terminal, capacity, by_op, ts)
	SELECT id, 'shelf', '', '', '', 0, '', 0 FROM place WHERE inside = 1 AND id NOT IN ('inbox', 'counter', 'transit', 'mail', 'missing');

ALTER TABLE movement ADD COLUMN lot TEXT NOT NULL DEFAULT '';
ALTER TABLE movement ADD COLUMN first INTEGER NOT NULL DEFAULT 0;
ALTER TABLE movement ADD COLUMN last INTEGER NOT NULL DEFAULT 0 CHECK (lot = '' OR serial = '' AND first <= last AND quantity = last - first + 1);
ALTER TABLE movement ADD COLUMN origin TEXT NOT NULL DEFAULT ''; -- terminal and number of the movement this is a copy of
CREATE UNIQUE INDEX movement_origin ON movement (origin) WHERE origin <> '';
CREATE INDEX movement_document ON movement (document) WHERE document <> '';
CREATE INDEX movement_lot ON movement (item, lot, first) WHERE lot <> '';

-- Where each serial lies, and where it belongs: the last position that was none of 前日準備, 交付中, 移送・郵送中 and 所在不明.
CREATE TABLE card_at (
	item       TEXT    NOT NULL,
	serial     TEXT    NOT NULL,
	place      TEXT    NOT NULL,
	state      TEXT    NOT NULL,
	kept_place TEXT    NOT NULL,
	kept_state TEXT    NOT NULL,
	arrived    INTEGER NOT NULL, -- Unix milliseconds of its first movement
	since      INTEGER NOT NULL, -- of the movement that brought it into its state
	movement   INTEGER NOT NULL, -- the last one
	PRIMARY KEY (item, serial)
) STRICT, WITHOUT ROWID;
CREATE INDEX card_at_place ON card_at (place, item, state);
CREATE INDEX card_at_kept ON card_at (kept_place) WHERE state IN ('picked', 'handover', 'missing');
CREATE INDEX card_at_serial ON card_at (serial);

-- Numbers of a lot that lie together. Pieces are split and joined; only package store writes here.
CREATE TABLE range_at (
	item  TEXT    NOT NULL,
	lot   TEXT    NOT NULL,
	first INTEGER NOT NULL,
	last  INTEGER NOT NULL CHECK (first <= last),
	place TEXT    NOT NULL,
	state TEXT    NOT NULL,
	PRIMARY KEY (item, lot, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX range_at_place ON range_at (place, item, state);

CREATE TABLE balance (
	item     TEXT    NOT NULL,
	place    TEXT    NOT NULL,
	state    TEXT    NOT NULL,
	quantity INTEGER NOT NULL,
	PRIMARY KEY (item, place, state)
) STRICT, WITHOUT ROWID;
CREATE INDEX balance_place ON balance (place);

INSERT INTO balance SELECT item, place, state, sum(n) FROM (
	SELECT item, to_place AS place, to_state AS state, quantity AS n FROM movement
	UNION ALL SELECT item, from_place, from_state, -quantity FROM movement) GROUP BY item, place, state;
INSERT INTO card_at SELECT m.item, m.serial, m.to_place, m.to_state,
	coalesce((SELECT k.to_place FROM movement AS k WHERE k.item = m.item AND k.serial = m.serial AND k.to_state <> 'handover' ORDER BY k.id DESC LIMIT 1), m.to_place),
	coalesce((SELECT k.to_state FROM movement AS k WHERE k.item = m.item AND k.serial = m.serial AND k.to_state <> 'handover' ORDER BY k.id DESC LIMIT 1), m.to_state),
	(SELECT min(ts) FROM movement AS f WHERE f.item = m.item AND f.serial = m.serial), m.ts, m.id
	FROM movement AS m WHERE m.serial <> '' AND m.id = (SELECT max(id) FROM movement AS l WHERE l.item = m.item AND l.serial = m.serial);

DROP TRIGGER movement_from_where_it_is;
-- A serial is at one place: it moves only from where its last movement brought it. One never seen comes from outside, or with the copy of
-- the movement by which another terminal sent it.
CREATE TRIGGER movement_from_where_it_is BEFORE INSERT ON movement
	WHEN new.serial <> '' AND NOT EXISTS (SELECT 1 FROM card_at WHERE item = new.item AND serial = new.serial AND place = new.from_place AND state = new.from_state)
	AND NOT (NOT EXISTS (SELECT 1 FROM card_at WHERE item = new.item AND serial = new.serial)
		AND (new.from_place IN ('issuer', 'resident') OR new.from_place = 'elsewhere' AND new.to_place = 'transit'))
	BEGIN SELECT RAISE(ABORT, 'the serial is not there'); END;
-- A copy stands for what happened in the ledger of another terminal: it touches no place here, and 他の端末 is touched by copies alone.
CREATE TRIGGER movement_of_another_terminal BEFORE INSERT ON movement
	WHEN (new.origin <> '') <> ('elsewhere' IN (new.from_place, new.to_place))
	OR new.origin <> '' AND EXISTS (SELECT 1 FROM place WHERE id IN (new.from_place, new.to_place) AND inside = 1 AND id <> 'transit')
	BEGIN SELECT RAISE(ABORT, 'a copy touches a place of this terminal'); END;
CREATE TRIGGER movement_of_serial AFTER INSERT ON movement WHEN new.serial <> ''
	BEGIN
		INSERT INTO card_at VALUES (new.item, new.serial, new.to_place, new.to_state,
			CASE WHEN new.to_state IN ('picked', 'handover', 'sent', 'missing') THEN new.from_place ELSE new.to_place END,
			CASE WHEN new.to_state IN ('picked', 'handover', 'sent', 'missing') THEN new.from_state ELSE new.to_state END, new.ts, new.ts, new.id)
		ON CONFLICT (item, serial) DO UPDATE SET
			kept_place = CASE WHEN new.to_state IN ('picked', 'handover', 'sent', 'missing') THEN kept_place ELSE new.to_place END,
			kept_state = CASE WHEN new.to_state IN ('picked', 'handover', 'sent', 'missing') THEN kept_state ELSE new.to_state END,
			since = CASE WHEN state = new.to_state THEN since ELSE new.ts END,
			place = new.to_place, state = new.to_state, movement = new.id;
	END;
-- A case that no handover holds says what the ledger says of its card.
CREATE TRIGGER movement_of_case AFTER INSERT ON movement WHEN new.item = 'mynumber-card' AND new.serial <> ''
	BEGIN
		UPDATE case_progress SET state = CASE
				WHEN new.to_state = 'delivered' THEN 'delivered'
				WHEN state = 'delivered' AND NOT (new.from_state = 'delivered' AND new.to_state = 'sent') THEN 'delivered' -- 返納 and what follows; else 郵送交付 is taken back
				WHEN new.to_state IN ('arrived', 'inspected') OR new.to_state = 'prepared' AND new.to_place = 'inbox' THEN 'arrived'
				ELSE 'stored' END
			WHERE state <> 'handover' AND number = (SELECT number FROM case_file WHERE serial = new.serial);
	END;
CREATE TRIGGER movement_balances AFTER INSERT ON movement
	BEGIN
		INSERT INTO balance VALUES (new.item, new.from_place, new.from_state, -new.quantity)
			ON CONFLICT DO UPDATE SET quantity = quantity - new.quantity;
		INSERT INTO balance VALUES (new.item, new.to_place, new.to_state, new.quantity)
			ON CONFLICT DO UPDATE SET quantity = quantity + new.quantity;
	END;

-- 業務日: opened, closed. Nothing moves on a closed day.
CREATE TABLE day_opened (
	day       INTEGER PRIMARY KEY, -- Asia/Tokyo, 20261122
	ts        INTEGER NOT NULL,
	by_op     TEXT    NOT NULL,
	exception TEXT    NOT NULL, -- '' when the day before was closed
	unclosed  INTEGER NOT NULL, -- that day, 0 for none
	witness   TEXT    NOT NULL
) STRICT;
CREATE TABLE day_closed (
	id             INTEGER PRIMARY KEY, -- in the order of closing: each digest is over the one before
	day            INTEGER NOT NULL UNIQUE REFERENCES day_opened (day),
	ts             INTEGER NOT NULL,
	by_op          TEXT    NOT NULL,
	witness        TEXT    NOT NULL,
	after_movement INTEGER NOT NULL,
	ledger         BLOB    NOT NULL CHECK (length(ledger) = 32)
) STRICT;
CREATE TRIGGER movement_on_a_closed_day BEFORE INSERT ON movement
	WHEN EXISTS (SELECT 1 FROM day_closed WHERE day = CAST(strftime('%Y%m%d', new.ts / 1000 + 32400, 'unixepoch') AS INTEGER))
	BEGIN SELECT RAISE(ABORT, 'the day is closed'); END;
ALTER TABLE count_begun ADD COLUMN round INTEGER NOT NULL DEFAULT 1 CHECK (round IN (1, 2));
CREATE INDEX count_line_count ON count_line (count);
-- What an ended count found: worked out once, when it ends, so that a day's sheet reads it and no card twice.
CREATE TABLE count_found (
	count   INTEGER NOT NULL REFERENCES count_begun (id),
	item    TEXT    NOT NULL REFERENCES item (id),
	book    INTEGER NOT NULL,
	counted INTEGER NOT NULL,
	PRIMARY KEY (count, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE count_differs (
	count   INTEGER NOT NULL REFERENCES count_begun (id),
	item    TEXT    NOT NULL REFERENCES item (id),
	serial  TEXT    NOT NULL,
	surplus INTEGER NOT NULL CHECK (surplus IN (0, 1)), -- 1: counted, and the ledger has it elsewhere; 0: the other way round
	PRIMARY KEY (count, item, serial)
) STRICT, WITHOUT ROWID;
ALTER TABLE explanation ADD COLUMN incident TEXT NOT NULL DEFAULT '';
ALTER TABLE day_sheet ADD COLUMN grp TEXT NOT NULL DEFAULT '';

-- 移送
CREATE TABLE transfer (
	number   TEXT PRIMARY KEY, -- with the terminal before it, of one that another terminal sent
	year     INTEGER NOT NULL,
	running  INTEGER NOT NULL, -- 0 for one that another terminal numbered
	terminal TEXT    NOT NULL, -- that sent it
	from_place TEXT  NOT NULL,
	to_place TEXT    NOT NULL,
	receiver TEXT    NOT NULL, -- this terminal, of one that another terminal sent
	slip     TEXT    NOT NULL,
	by_op    TEXT    NOT NULL,
	ts       INTEGER NOT NULL
) STRICT;
CREATE TABLE transfer_ended (
	number TEXT PRIMARY KEY REFERENCES transfer (number),
	back   INTEGER NOT NULL CHECK (back IN (0, 1)),
	by_op  TEXT    NOT NULL,
	ts     INTEGER NOT NULL
) STRICT;

-- 廃棄: decided, approved or refused, done.
CREATE TABLE disposal (
	number   TEXT PRIMARY KEY,
	year     INTEGER NOT NULL,
	running  INTEGER NOT NULL,
	item     TEXT    NOT NULL REFERENCES item (id),
	serial   TEXT    NOT NULL,
	lot      TEXT    NOT NULL,
	first    INTEGER NOT NULL,
	last     INTEGER NOT NULL,
	quantity INTEGER NOT NULL,
	place    TEXT    NOT NULL,
	why      TEXT    NOT NULL,
	was      TEXT    NOT NULL, -- the state before, for a refused one
	by_op    TEXT    NOT NULL,
	ts       INTEGER NOT NULL,
	UNIQUE (year, running)
) STRICT;
CREATE INDEX disposal_ts ON disposal (ts);
CREATE TABLE disposal_judged (
	number TEXT PRIMARY KEY REFERENCES disposal (number),
	yes    INTEGER NOT NULL CHECK (yes IN (0, 1)),
	by_op  TEXT    NOT NULL,
	ts     INTEGER NOT NULL
) STRICT;
CREATE TABLE disposal_done (
	number      TEXT PRIMARY KEY REFERENCES disposal_judged (number),
	method      TEXT    NOT NULL,
	face_gone   INTEGER NOT NULL CHECK (face_gone = 1),
	chip_gone   INTEGER NOT NULL CHECK (chip_gone IN (0, 1)),
	whereabouts BLOB    NOT NULL, -- encrypted: free text may name somebody
	contractor  BLOB    NOT NULL, -- encrypted
	certificate TEXT    NOT NULL, -- a number: see stock.checkDocument
	by_op       TEXT    NOT NULL,
	witness     TEXT    NOT NULL CHECK (witness <> '' AND witness <> by_op),
	ts          INTEGER NOT NULL
) STRICT;

-- 事故 (第24条)
CREATE TABLE incident (
	number     TEXT PRIMARY KEY,
	year       INTEGER NOT NULL,
	running    INTEGER NOT NULL,
	kind       TEXT    NOT NULL,
	item       TEXT    NOT NULL,
	serial     TEXT    NOT NULL,
	place      TEXT    NOT NULL,
	difference INTEGER NOT NULL,
	plan       TEXT    NOT NULL, -- JSON: the steps as they were when it opened
	by_op      TEXT    NOT NULL,
	ts         INTEGER NOT NULL,
	UNIQUE (year, running)
) STRICT;
CREATE TABLE incident_step (
	id     INTEGER PRIMARY KEY,
	number TEXT    NOT NULL REFERENCES incident (number),
	step   TEXT    NOT NULL,
	note   BLOB    NOT NULL, -- encrypted: free text may name somebody
	by_op  TEXT    NOT NULL,
	ts     INTEGER NOT NULL,
	UNIQUE (number, step)
) STRICT;
CREATE TABLE incident_closed (
	number  TEXT PRIMARY KEY REFERENCES incident (number),
	by_op   TEXT    NOT NULL,
	witness TEXT    NOT NULL,
	ts      INTEGER NOT NULL
) STRICT;

-- 交付予約
CREATE TABLE appointment (
	id     INTEGER PRIMARY KEY,
	day    INTEGER NOT NULL,
	minute INTEGER NOT NULL,
	serial TEXT    NOT NULL,
	case_no TEXT   NOT NULL,
	by_op  TEXT    NOT NULL,
	ts     INTEGER NOT NULL
) STRICT;
CREATE INDEX appointment_day ON appointment (day);
CREATE INDEX appointment_serial ON appointment (serial, day);
CREATE TABLE appointment_cancelled (
	id    INTEGER PRIMARY KEY REFERENCES appointment (id),
	by_op TEXT    NOT NULL,
	ts    INTEGER NOT NULL
) STRICT;

-- 帳票: what was made, as data; the page is drawn from it, now and when it is printed again.
CREATE TABLE paper (
	id     INTEGER PRIMARY KEY,
	kind   TEXT    NOT NULL,
	day    INTEGER NOT NULL,
	digest BLOB    NOT NULL CHECK (length(digest) = 32), -- of the JSON
	text   BLOB    NOT NULL, -- encrypted JSON
	by_op  TEXT    NOT NULL,
	ts     INTEGER NOT NULL
) STRICT;
CREATE INDEX paper_day ON paper (day, id);
CREATE TABLE paper_begun ( -- before anything is sent to the printer: a print without its end may have come out
	id     INTEGER PRIMARY KEY,
	paper  INTEGER NOT NULL REFERENCES paper (id),
	copies INTEGER NOT NULL CHECK (copies >= 1),
	by_op  TEXT    NOT NULL,
	ts     INTEGER NOT NULL
) STRICT;
CREATE INDEX paper_begun_paper ON paper_begun (paper);
CREATE TABLE paper_printed (
	begun   INTEGER PRIMARY KEY REFERENCES paper_begun (id),
	code    TEXT    NOT NULL, -- '' when it was printed
	perhaps INTEGER NOT NULL CHECK (perhaps IN (0, 1)), -- 1: something came out, or may have
	by_op   TEXT    NOT NULL,
	ts      INTEGER NOT NULL
) STRICT;
CREATE TABLE paper_handed_over ( -- its PDF, to be printed by hand
	id    INTEGER PRIMARY KEY,
	paper INTEGER NOT NULL REFERENCES paper (id),
	by_op TEXT    NOT NULL,
	ts    INTEGER NOT NULL
) STRICT;

CREATE TRIGGER item_detail_stays BEFORE DELETE ON item_detail BEGIN SELECT RAISE(ABORT, 'item_detail is append-only'); END;
CREATE TRIGGER item_detail_keeps BEFORE UPDATE ON item_detail BEGIN SELECT RAISE(ABORT, 'item_detail is append-only'); END;
CREATE TRIGGER place_detail_stays BEFORE DELETE ON place_detail BEGIN SELECT RAISE(ABORT, 'place_detail is append-only'); END;
CREATE TRIGGER place_detail_keeps BEFORE UPDATE ON place_detail BEGIN SELECT RAISE(ABORT, 'place_detail is append-only'); END;
CREATE TRIGGER place_seal_stays BEFORE DELETE ON place_seal BEGIN SELECT RAISE(ABORT, 'place_seal is append-only'); END;
CREATE TRIGGER place_seal_keeps BEFORE UPDATE ON place_seal BEGIN SELECT RAISE(ABORT, 'place_seal is append-only'); END;
CREATE TRIGGER box_discarded_stays BEFORE DELETE ON box_discarded BEGIN SELECT RAISE(ABORT, 'box_discarded is append-only'); END;
CREATE TRIGGER box_discarded_keeps BEFORE UPDATE ON box_discarded BEGIN SELECT RAISE(ABORT, 'box_discarded is append-only'); END;
CREATE TRIGGER day_opened_stays BEFORE DELETE ON day_opened BEGIN SELECT RAISE(ABORT, 'day_opened is append-only'); END;
CREATE TRIGGER day_opened_keeps BEFORE UPDATE ON day_opened BEGIN SELECT RAISE(ABORT, 'day_opened is append-only'); END;
CREATE TRIGGER day_closed_stays BEFORE DELETE ON day_closed BEGIN SELECT RAISE(ABORT, 'day_closed is append-only'); END;
CREATE TRIGGER day_closed_keeps BEFORE UPDATE ON day_closed BEGIN SELECT RAISE(ABORT, 'day_closed is append-only'); END;
CREATE TRIGGER count_found_stays BEFORE DELETE ON count_found BEGIN SELECT RAISE(ABORT, 'count is append-only'); END;
CREATE TRIGGER count_found_keeps BEFORE UPDATE ON count_found BEGIN SELECT RAISE(ABORT, 'count is append-only'); END;
CREATE TRIGGER count_differs_stays BEFORE DELETE ON count_differs BEGIN SELECT RAISE(ABORT, 'count is append-only'); END;
CREATE TRIGGER count_differs_keeps BEFORE UPDATE ON count_differs BEGIN SELECT RAISE(ABORT, 'count is append-only'); END;
CREATE TRIGGER transfer_stays BEFORE DELETE ON transfer BEGIN SELECT RAISE(ABORT, 'transfer is append-only'); END;
CREATE TRIGGER transfer_keeps BEFORE UPDATE ON transfer BEGIN SELECT RAISE(ABORT, 'transfer is append-only'); END;
CREATE TRIGGER transfer_ended_stays BEFORE DELETE ON transfer_ended BEGIN SELECT RAISE(ABORT, 'transfer_ended is append-only'); END;
CREATE TRIGGER transfer_ended_keeps BEFORE UPDATE ON transfer_ended BEGIN SELECT RAISE(ABORT, 'transfer_ended is append-only'); END;
CREATE TRIGGER disposal_stays BEFORE DELETE ON disposal BEGIN SELECT RAISE(ABORT, 'disposal is append-only'); END;
CREATE TRIGGER disposal_keeps BEFORE UPDATE ON disposal BEGIN SELECT RAISE(ABORT, 'disposal is append-only'); END;
CREATE TRIGGER disposal_judged_stays BEFORE DELETE ON disposal_judged BEGIN SELECT RAISE(ABORT, 'disposal_judged is append-only'); END;
CREATE TRIGGER disposal_judged_keeps BEFORE UPDATE ON disposal_judged BEGIN SELECT RAISE(ABORT, 'disposal_judged is append-only'); END;
CREATE TRIGGER disposal_done_stays BEFORE DELETE ON disposal_done BEGIN SELECT RAISE(ABORT, 'disposal_done is append-only'); END;
CREATE TRIGGER disposal_done_keeps BEFORE UPDATE ON disposal_done BEGIN SELECT RAISE(ABORT, 'disposal_done is append-only'); END;
CREATE TRIGGER incident_stays BEFORE DELETE ON incident BEGIN SELECT RAISE(ABORT, 'incident is append-only'); END;
CREATE TRIGGER incident_keeps BEFORE UPDATE ON incident BEGIN SELECT RAISE(ABORT, 'incident is append-only'); END;
CREATE TRIGGER incident_step_stays BEFORE DELETE ON incident_step BEGIN SELECT RAISE(ABORT, 'incident_step is append-only'); END;
CREATE TRIGGER incident_step_keeps BEFORE UPDATE ON incident_step BEGIN SELECT RAISE(ABORT, 'incident_step is append-only'); END;
CREATE TRIGGER incident_closed_stays BEFORE DELETE ON incident_closed BEGIN SELECT RAISE(ABORT, 'incident_closed is append-only'); END;
CREATE TRIGGER incident_closed_keeps BEFORE UPDATE ON incident_closed BEGIN SELECT RAISE(ABORT, 'incident_closed is append-only'); END;
CREATE TRIGGER appointment_stays BEFORE DELETE ON appointment BEGIN SELECT RAISE(ABORT, 'appointment is append-only'); END;
CREATE TRIGGER appointment_keeps BEFORE UPDATE ON appointment BEGIN SELECT RAISE(ABORT, 'appointment is append-only'); END;
CREATE TRIGGER appointment_cancelled_stays BEFORE DELETE ON appointment_cancelled BEGIN SELECT RAISE(ABORT, 'appointment_cancelled is append-only'); END;
CREATE TRIGGER appointment_cancelled_keeps BEFORE UPDATE ON appointment_cancelled BEGIN SELECT RAISE(ABORT, 'appointment_cancelled is append-only'); END;
CREATE TRIGGER paper_stays BEFORE DELETE ON paper BEGIN SELECT RAISE(ABORT, 'paper is append-only'); END;
CREATE TRIGGER paper_keeps BEFORE UPDATE ON paper BEGIN SELECT RAISE(ABORT, 'paper is append-only'); END;
CREATE TRIGGER paper_begun_stays BEFORE DELETE ON paper_begun BEGIN SELECT RAISE(ABORT, 'paper_begun is append-only'); END;
CREATE TRIGGER paper_begun_keeps BEFORE UPDATE ON paper_begun BEGIN SELECT RAISE(ABORT, 'paper_begun is append-only'); END;
CREATE TRIGGER paper_handed_over_stays BEFORE DELETE ON paper_handed_over BEGIN SELECT RAISE(ABORT, 'paper_handed_over is append-only'); END;
CREATE TRIGGER paper_handed_over_keeps BEFORE UPDATE ON paper_handed_over BEGIN SELECT RAISE(ABORT, 'paper_handed_over is append-only'); END;
CREATE TRIGGER paper_printed_stays BEFORE DELETE ON paper_printed BEGIN SELECT RAISE(ABORT, 'paper_printed is append-only'); END;
CREATE TRIGGER paper_printed_keeps BEFORE UPDATE ON paper_printed BEGIN SELECT RAISE(ABORT, 'paper_printed is append-only'); END;
