-- The log takes less room, and its records have an end of their time (保存期間, 第13条).
-- A record has its leaf hash beside it; of the nodes above, only those from the eighth level on are stored, for 256 leaves are hashed in less
-- than a millisecond. What it is searched by are numbers (oplog: EventID.Number, OperatorNumber, CaseNumber).
ALTER TABLE record RENAME TO record_before;
ALTER TABLE node RENAME TO node_before;

CREATE TABLE record (
	seq      INTEGER PRIMARY KEY,
	ts       INTEGER, -- Unix milliseconds; this and the following repeat the payload for searching. NULL when the text was erased
	event    INTEGER, -- the number of docs/操作履歴一覧.md
	operator INTEGER, -- 0: the program itself
	case_no  INTEGER, -- NULL: none
	leaf     BLOB NOT NULL CHECK (length(leaf) = 32),
	salt     BLOB NOT NULL, -- hashed with the payload: without the salt a leaf does not betray a guessed payload. Empty when the text was erased
	payload  TEXT NOT NULL, -- the exact text that is hashed. Empty when it was erased
	CHECK ((ts IS NULL) = (event IS NULL) AND (ts IS NULL) = (operator IS NULL) AND (ts IS NOT NULL OR case_no IS NULL))
) STRICT;

-- Hashes of the tree from the eighth level on, in the order of tlog.StoredHashIndex.
CREATE TABLE node (
	i    INTEGER PRIMARY KEY,
	hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- What an earlier version wrote. An event without a number, or a leaf that is not there, ends the migration, and nothing has happened.
CREATE TABLE event_number (number INTEGER PRIMARY KEY, event TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO event_number VALUES
	(1, 'person.searched'), (2, 'person.displayed'), (3, 'person.printed'), (4, 'handover.opened'), (5, 'handover.resumed'),
	(6, 'inspection.card'), (7, 'log.erased'), (8, 'program.started'), (9, 'program.stopped'), (10, 'database.opened'),
	(11, 'database.refused'), (12, 'clock.behind'), (13, 'clock.confirmed'), (14, 'settings.changed'), (15, 'fault.crash-found'),
	(16, 'fault.disk-full'), (17, 'fault.disk-freed'), (18, 'fault.reader-service-lost'), (19, 'fault.reader-service-back'), (20, 'fault.reader-lost'),
	(21, 'fault.reader-back'), (22, 'pad.placed'), (23, 'pad.lost'), (24, 'pad.one-screen-allowed'), (25, 'operator.enrolled'),
	(26, 'operator.revoked'), (27, 'operator.card-inserted'), (28, 'operator.card-pulled'), (29, 'operator.card-refused'), (30, 'login.done'),
	(31, 'login.refused'), (32, 'login.failed'), (33, 'login.locked-out'), (34, 'login.lockout-lifted'), (35, 'login.ended'),
	(36, 'login.password-changed'), (37, 'screen.locked'), (38, 'screen.emergency-stopped'), (39, 'screen.unlocked'), (40, 'second.confirmed'),
	(41, 'second.refused'), (42, 'arrival.list-read'), (43, 'arrival.list-refused'), (44, 'arrival.list-taken'), (45, 'inspection.refused'),
	(46, 'handover.identity-checked'), (47, 'handover.face-compared'), (48, 'handover.card-taken-out'), (49, 'handover.card-inserted'), (50, 'handover.card-matched'),
	(51, 'handover.card-refused'), (52, 'handover.card-pulled'), (53, 'handover.pins-begun'), (54, 'handover.pins-set-elsewhere'), (55, 'handover.pin-refused'),
	(56, 'handover.pins-collected'), (57, 'handover.pins-stopped'), (58, 'handover.pins-set'), (59, 'handover.pins-not-set'), (60, 'handover.card-taken-by-resident'),
	(61, 'handover.completed'), (62, 'handover.aborted'), (63, 'handover.card-put-back'), (64, 'communication.card-begun'), (65, 'communication.card-ended'),
	(66, 'communication.upload-begun'), (67, 'communication.upload-ended'), (68, 'communication.upload-failed'), (69, 'stock.moved'), (70, 'stock.reversed'),
	(71, 'stock.stated'), (72, 'stock.line'), (73, 'count.begun'), (74, 'count.recorded'), (75, 'count.ended'),
	(76, 'count.difference-explained'), (77, 'sheet.made'), (78, 'sheet.print-begun'), (79, 'sheet.printed'), (80, 'sheet.reprinted'),
	(81, 'sheet.not-printed'), (82, 'sheet.handed-over'), (83, 'stock.item-registered'), (84, 'stock.place-registered'), (85, 'stock.seal-changed'),
	(86, 'stock.box-discarded'), (87, 'day.opened'), (88, 'day.closed'), (89, 'transfer.sent'), (90, 'transfer.received'),
	(91, 'transfer.ended'), (92, 'disposal.decided'), (93, 'disposal.approved'), (94, 'disposal.refused'), (95, 'disposal.done'),
	(96, 'incident.opened'), (97, 'incident.step-done'), (98, 'incident.closed'), (99, 'appointment.list-taken'), (100, 'appointment.made'),
	(101, 'appointment.cancelled'), (102, 'appointment.card-picked'), (103, 'log.searched'), (104, 'log.exported'), (105, 'log.inspected'),
	(106, 'archive.written'), (107, 'archive.verified'), (108, 'archive.delivered'), (109, 'archive.receipt-read'), (110, 'archive.not-delivered'),
	(111, 'anchor.written'), (112, 'anchor.cosigned'), (113, 'log.continued'), (114, 'backup.written'), (115, 'backup.failed'),
	(116, 'backup.recovery-key-made'), (117, 'central.asked'), (118, 'central.not-answered');
INSERT INTO record SELECT seq, ts, (SELECT number FROM event_number AS n WHERE n.event = r.event),
	CASE length(operator) WHEN 0 THEN 0
		WHEN 4 THEN 1 + (unicode(operator) - 65) * 1000 + CAST(substr(operator, 2) AS INTEGER)
		WHEN 5 THEN 26001 + (unicode(operator) - 65) * 10000 + CAST(substr(operator, 2) AS INTEGER)
		ELSE 286001 + (unicode(operator) - 65) * 100000 + CAST(substr(operator, 2) AS INTEGER) END,
	CASE WHEN case_no <> '' THEN 1 + CAST(substr(case_no, 2, 2) AS INTEGER) * 1000000 + CAST(substr(case_no, 5) AS INTEGER) END,
	(SELECT hash FROM node_before WHERE i = seq + (seq >> 1) + (seq >> 2) + (seq >> 3) + (seq >> 4) + (seq >> 5) + (seq >> 6) + (seq >> 7) + (seq >> 8) + (seq >> 9) + (seq >> 10) + (seq >> 11) + (seq >> 12) + (seq >> 13) + (seq >> 14) + (seq >> 15) + (seq >> 16) + (seq >> 17) + (seq >> 18) + (seq >> 19) + (seq >> 20) + (seq >> 21) + (seq >> 22) + (seq >> 23) + (seq >> 24) + (seq >> 25) + (seq >> 26) + (seq >> 27) + (seq >> 28) + (seq >> 29) + (seq >> 30) + (seq >> 31)),
	salt, payload
	FROM record_before AS r ORDER BY seq;
INSERT INTO node SELECT n.i, n.hash FROM (SELECT seq FROM record WHERE (seq & 255) = 255) AS r JOIN node_before AS n
	ON n.i >= 8 + r.seq + (r.seq >> 1) + (r.seq >> 2) + (r.seq >> 3) + (r.seq >> 4) + (r.seq >> 5) + (r.seq >> 6) + (r.seq >> 7) + (r.seq >> 8) + (r.seq >> 9) + (r.seq >> 10) + (r.seq >> 11) + (r.seq >> 12) + (r.seq >> 13) + (r.seq >> 14) + (r.seq >> 15) + (r.seq >> 16) + (r.seq >> 17) + (r.seq >> 18) + (r.seq >> 19) + (r.seq >> 20) + (r.seq >> 21) + (r.seq >> 22) + (r.seq >> 23) + (r.seq >> 24) + (r.seq >> 25) + (r.seq >> 26) + (r.seq >> 27) + (r.seq >> 28) + (r.seq >> 29) + (r.seq >> 30) + (r.seq >> 31)
	AND n.i < (r.seq + 1) + ((r.seq + 1) >> 1) + ((r.seq + 1) >> 2) + ((r.seq + 1) >> 3) + ((r.seq + 1) >> 4) + ((r.seq + 1) >> 5) + ((r.seq + 1) >> 6) + ((r.seq + 1) >> 7) + ((r.seq + 1) >> 8) + ((r.seq + 1) >> 9) + ((r.seq + 1) >> 10) + ((r.seq + 1) >> 11) + ((r.seq + 1) >> 12) + ((r.seq + 1) >> 13) + ((r.seq + 1) >> 14) + ((r.seq + 1) >> 15) + ((r.seq + 1) >> 16) + ((r.seq + 1) >> 17) + ((r.seq + 1) >> 18) + ((r.seq + 1) >> 19) + ((r.seq + 1) >> 20) + ((r.seq + 1) >> 21) + ((r.seq + 1) >> 22) + ((r.seq + 1) >> 23) + ((r.seq + 1) >> 24) + ((r.seq + 1) >> 25) + ((r.seq + 1) >> 26) + ((r.seq + 1) >> 27) + ((r.seq + 1) >> 28) + ((r.seq + 1) >> 29) + ((r.seq + 1) >> 30) + ((r.seq + 1) >> 31) ORDER BY n.i;
DROP TABLE event_number;
DROP TABLE record_before;
DROP TABLE node_before;

-- Newest first by (ts, seq); the rowid at the end of every index is the number of the record. Erased records stand in none.
CREATE INDEX record_ts ON record (ts) WHERE ts IS NOT NULL;
CREATE INDEX record_event ON record (event, operator, ts) WHERE event IS NOT NULL;
CREATE INDEX record_operator ON record (operator, ts) WHERE operator IS NOT NULL;
CREATE INDEX record_case ON record (case_no) WHERE case_no IS NOT NULL;
CREATE INDEX record_code ON record (CASE WHEN json_valid(payload) THEN payload ->> '$.f.code' END, ts, operator, event)
	WHERE CASE WHEN json_valid(payload) THEN payload ->> '$.f.code' END IS NOT NULL;
CREATE INDEX record_card ON record (CASE WHEN json_valid(payload) THEN payload ->> '$.f.card' END, ts)
	WHERE CASE WHEN json_valid(payload) THEN payload ->> '$.f.card' END IS NOT NULL;
CREATE INDEX record_purpose ON record (CASE WHEN json_valid(payload) THEN payload ->> '$.f.purpose' END, ts, operator, event)
	WHERE CASE WHEN json_valid(payload) THEN payload ->> '$.f.purpose' END IS NOT NULL;
CREATE INDEX record_looked_at ON record (ts, case_no, operator, event) -- person.searched, person.displayed, person.printed
	WHERE case_no IS NOT NULL AND event IN (1, 2, 3);
CREATE INDEX record_procedure ON record (case_no, ts, event) -- handover.opened, handover.resumed, inspection.card
	WHERE case_no IS NOT NULL AND event IN (4, 5, 6);

-- The texts of records that were erased when their time was over. Each has its record log.erased, number 7.
CREATE TABLE erasure (
	id        INTEGER PRIMARY KEY,
	upto      INTEGER NOT NULL, -- records numbered below this
	until     INTEGER NOT NULL, -- Unix milliseconds: all of before this moment, the beginning of a month in Japan
	records   INTEGER NOT NULL CHECK (records > 0),
	confirmed INTEGER NOT NULL CHECK (confirmed >= upto), -- so many are stored elsewhere
	root      BLOB    NOT NULL CHECK (length(root) = 32), -- of the log of upto records
	recorded  INTEGER NOT NULL UNIQUE REFERENCES record (seq), -- log.erased
	by_op     TEXT    NOT NULL CHECK (by_op <> ''),
	witness   TEXT    NOT NULL CHECK (witness <> by_op),
	ts        INTEGER NOT NULL
) STRICT;
CREATE TRIGGER erasure_stays BEFORE DELETE ON erasure BEGIN SELECT RAISE(ABORT, 'erasure is append-only'); END;
CREATE TRIGGER erasure_keeps BEFORE UPDATE ON erasure BEGIN SELECT RAISE(ABORT, 'erasure is append-only'); END;
-- Three years are full (第13条), by the newest record; 32400 s is Japan's offset from UTC.
CREATE TRIGGER erasure_in_its_time BEFORE INSERT ON erasure
	WHEN unixepoch(new.until / 1000 + 32400, 'unixepoch', '+3 years') - 32400 > (SELECT ts / 1000 FROM record ORDER BY seq DESC LIMIT 1)
	BEGIN SELECT RAISE(ABORT, 'records are kept for three years'); END;
CREATE TRIGGER erasure_is_recorded BEFORE INSERT ON erasure
	WHEN new.upto <= coalesce((SELECT max(upto) FROM erasure), 0)
		OR NOT EXISTS (SELECT 1 FROM record WHERE seq = new.recorded AND event = 7 AND seq = (SELECT max(seq) FROM record))
	BEGIN SELECT RAISE(ABORT, 'an erasure goes further and has its record'); END;

CREATE TRIGGER record_stays BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'record is append-only'); END;
CREATE TRIGGER record_has_no_gap BEFORE INSERT ON record
	WHEN new.seq <> (SELECT coalesce(max(seq), -1) + 1 FROM record)
	BEGIN SELECT RAISE(ABORT, 'record has no gaps'); END;
CREATE TRIGGER record_comes_whole BEFORE INSERT ON record
	WHEN new.ts IS NULL OR length(new.salt) <> 32 OR new.payload = ''
	BEGIN SELECT RAISE(ABORT, 'record is append-only: it comes with its text'); END;
-- The one change: the oldest are emptied, one after the other, while log.erased of their erasure is the newest record.
CREATE TRIGGER record_keeps_its_text BEFORE UPDATE ON record
	WHEN NOT (new.seq = old.seq AND new.leaf = old.leaf AND new.payload = '' AND new.salt = x'' AND new.ts IS NULL
		AND EXISTS (SELECT 1 FROM erasure WHERE id = (SELECT max(id) FROM erasure) AND upto > old.seq AND until > old.ts
			AND recorded = (SELECT max(seq) FROM record))
		AND NOT EXISTS (SELECT 1 FROM record WHERE seq = old.seq - 1 AND ts IS NOT NULL))
	BEGIN SELECT RAISE(ABORT, 'record is append-only'); END;
CREATE TRIGGER node_keeps_its_hash BEFORE UPDATE ON node BEGIN SELECT RAISE(ABORT, 'node is append-only'); END;
CREATE TRIGGER node_stays BEFORE DELETE ON node BEGIN SELECT RAISE(ABORT, 'node is append-only'); END;
