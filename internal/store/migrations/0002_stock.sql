-- カード・帳票の受払 (第22条第1号): places, items and movements. A wrong movement gets a reversing one; nothing is changed.
CREATE TABLE place (
	id     TEXT PRIMARY KEY,
	inside INTEGER NOT NULL CHECK (inside IN (0, 1)) -- 0: outside the office, not counted
) STRICT;
INSERT INTO place VALUES ('issuer', 0), ('resident', 0), ('inbox', 1), ('counter', 1);

CREATE TABLE item (
	id        TEXT PRIMARY KEY,
	by_serial INTEGER NOT NULL CHECK (by_serial IN (0, 1)) -- 0: a form, counted by number
) STRICT;
INSERT INTO item VALUES ('mynumber-card', 1), ('resident-card', 1);

CREATE TABLE movement (
	id         INTEGER PRIMARY KEY,
	ts         INTEGER NOT NULL, -- Unix milliseconds
	item       TEXT    NOT NULL REFERENCES item (id),
	serial     TEXT    NOT NULL, -- '' for a form
	quantity   INTEGER NOT NULL CHECK (quantity > 0),
	from_place TEXT    NOT NULL REFERENCES place (id),
	from_state TEXT    NOT NULL,
	to_place   TEXT    NOT NULL REFERENCES place (id),
	to_state   TEXT    NOT NULL,
	reason     TEXT    NOT NULL,
	case_no    TEXT    NOT NULL,
	document   TEXT    NOT NULL,
	by_op      TEXT    NOT NULL CHECK (by_op <> ''),
	witness    TEXT    NOT NULL CHECK (witness = '' OR witness <> by_op), -- the second person is another one
	reverses   INTEGER REFERENCES movement (id),
	CHECK (serial = '' OR quantity = 1),
	CHECK (from_place <> to_place OR from_state <> to_state)
) STRICT;
CREATE INDEX movement_serial ON movement (item, serial, id) WHERE serial <> '';
CREATE INDEX movement_ts ON movement (ts);
CREATE UNIQUE INDEX movement_reversed_once ON movement (reverses) WHERE reverses IS NOT NULL;

-- 案件. The person and what identifies the card are encrypted; they are found through blind indexes.
CREATE TABLE case_file (
	number      TEXT PRIMARY KEY,
	year        INTEGER NOT NULL, -- of 令和
	running     INTEGER NOT NULL,
	kind        TEXT    NOT NULL,
	serial      TEXT    NOT NULL UNIQUE, -- a card's number, as the ledger has it
	application BLOB    NOT NULL,
	notice      BLOB    NOT NULL,
	expires     BLOB    NOT NULL, -- a birthday, most often
	name        BLOB    NOT NULL,
	kana        BLOB    NOT NULL,
	address     BLOB    NOT NULL,
	birth       BLOB    NOT NULL,
	sex         BLOB    NOT NULL,
	by_application BLOB NOT NULL UNIQUE CHECK (length(by_application) = 32),
	by_notice      BLOB NOT NULL CHECK (length(by_notice) = 32),
	by_person      BLOB NOT NULL CHECK (length(by_person) = 32), -- folded kana and birth date
	UNIQUE (year, running)
) STRICT;
CREATE INDEX case_by_notice ON case_file (by_notice);
CREATE INDEX case_by_person ON case_file (by_person);

-- How far a case has come. The only rows of this file that change: each change is in the log.
CREATE TABLE case_progress (
	number     TEXT PRIMARY KEY REFERENCES case_file (number),
	state      TEXT    NOT NULL,
	guardianed INTEGER NOT NULL CHECK (guardianed IN (0, 1)),
	home       TEXT    NOT NULL,
	handover   TEXT    NOT NULL
) STRICT;
CREATE INDEX case_progress_state ON case_progress (state, number);

-- 実査. Each thing counted is its own row, written at once: a crash loses nothing that was counted.
CREATE TABLE count_begun (
	id             INTEGER PRIMARY KEY,
	place          TEXT    NOT NULL REFERENCES place (id),
	by_op          TEXT    NOT NULL,
	ts             INTEGER NOT NULL,
	day            INTEGER NOT NULL, -- Asia/Tokyo, 20261122
	after_movement INTEGER NOT NULL
) STRICT;
CREATE INDEX count_begun_day ON count_begun (day);
CREATE TABLE count_ended (
	id INTEGER PRIMARY KEY REFERENCES count_begun (id),
	ts INTEGER NOT NULL
) STRICT;
CREATE TABLE count_line (
	id       INTEGER PRIMARY KEY,
	count    INTEGER NOT NULL REFERENCES count_begun (id),
	item     TEXT    NOT NULL REFERENCES item (id),
	serial   TEXT    NOT NULL,
	quantity INTEGER NOT NULL CHECK (quantity >= 0),
	ts       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX count_line_serial ON count_line (count, item, serial) WHERE serial <> '';
CREATE TABLE explanation (
	id         INTEGER PRIMARY KEY,
	day        INTEGER NOT NULL,
	item       TEXT    NOT NULL,
	place      TEXT    NOT NULL,
	difference INTEGER NOT NULL,
	reason     TEXT    NOT NULL,
	note       BLOB    NOT NULL, -- encrypted: free text may name somebody
	by_op      TEXT    NOT NULL,
	ts         INTEGER NOT NULL
) STRICT;
CREATE INDEX explanation_day ON explanation (day);

-- 日次在庫照合表 as kept: the paper is made from this row, now and when it is printed again.
CREATE TABLE day_sheet (
	id   INTEGER PRIMARY KEY,
	day  INTEGER NOT NULL,
	text BLOB    NOT NULL -- encrypted JSON: it names who counted
) STRICT;
CREATE INDEX day_sheet_day ON day_sheet (day, id);

CREATE TRIGGER place_stays BEFORE DELETE ON place BEGIN SELECT RAISE(ABORT, 'place is append-only'); END;
CREATE TRIGGER place_keeps BEFORE UPDATE ON place BEGIN SELECT RAISE(ABORT, 'place is append-only'); END;
CREATE TRIGGER item_stays BEFORE DELETE ON item BEGIN SELECT RAISE(ABORT, 'item is append-only'); END;
CREATE TRIGGER item_keeps BEFORE UPDATE ON item BEGIN SELECT RAISE(ABORT, 'item is append-only'); END;
CREATE TRIGGER movement_stays BEFORE DELETE ON movement BEGIN SELECT RAISE(ABORT, 'movement is append-only'); END;
CREATE TRIGGER movement_keeps BEFORE UPDATE ON movement BEGIN SELECT RAISE(ABORT, 'movement is append-only'); END;
-- A serial is at one place: it moves only from where its last movement brought it.
CREATE TRIGGER movement_from_where_it_is BEFORE INSERT ON movement
	WHEN new.serial <> '' AND coalesce(
		(SELECT to_place || '/' || to_state FROM movement WHERE item = new.item AND serial = new.serial AND serial <> '' ORDER BY id DESC LIMIT 1),
		'issuer/at-issuer') <> new.from_place || '/' || new.from_state
	BEGIN SELECT RAISE(ABORT, 'the serial is not there'); END;
CREATE TRIGGER case_stays BEFORE DELETE ON case_file BEGIN SELECT RAISE(ABORT, 'case_file is append-only'); END;
CREATE TRIGGER case_keeps BEFORE UPDATE ON case_file BEGIN SELECT RAISE(ABORT, 'case_file is append-only'); END;
CREATE TRIGGER case_progress_stays BEFORE DELETE ON case_progress BEGIN SELECT RAISE(ABORT, 'a case stays'); END;
CREATE TRIGGER count_begun_stays BEFORE DELETE ON count_begun BEGIN SELECT RAISE(ABORT, 'count is append-only'); END;
CREATE TRIGGER count_begun_keeps BEFORE UPDATE ON count_begun BEGIN SELECT RAISE(ABORT, 'count is append-only'); END;
CREATE TRIGGER count_ended_stays BEFORE DELETE ON count_ended BEGIN SELECT RAISE(ABORT, 'count is append-only'); END;
CREATE TRIGGER count_ended_keeps BEFORE UPDATE ON count_ended BEGIN SELECT RAISE(ABORT, 'count is append-only'); END;
CREATE TRIGGER count_line_stays BEFORE DELETE ON count_line BEGIN SELECT RAISE(ABORT, 'count is append-only'); END;
CREATE TRIGGER count_line_keeps BEFORE UPDATE ON count_line BEGIN SELECT RAISE(ABORT, 'count is append-only'); END;
CREATE TRIGGER count_line_while_open BEFORE INSERT ON count_line
	WHEN EXISTS (SELECT 1 FROM count_ended WHERE id = new.count)
	BEGIN SELECT RAISE(ABORT, 'the count is ended'); END;
CREATE TRIGGER explanation_stays BEFORE DELETE ON explanation BEGIN SELECT RAISE(ABORT, 'explanation is append-only'); END;
CREATE TRIGGER explanation_keeps BEFORE UPDATE ON explanation BEGIN SELECT RAISE(ABORT, 'explanation is append-only'); END;
CREATE TRIGGER day_sheet_stays BEFORE DELETE ON day_sheet BEGIN SELECT RAISE(ABORT, 'day_sheet is append-only'); END;
CREATE TRIGGER day_sheet_keeps BEFORE UPDATE ON day_sheet BEGIN SELECT RAISE(ABORT, 'day_sheet is append-only'); END;
