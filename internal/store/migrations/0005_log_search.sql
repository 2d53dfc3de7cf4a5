-- Searching the log (第13条) at ten million records: newest first by (ts, seq); the rowid at the end of every index is the number of the record.
CREATE INDEX record_event ON record (event, operator, ts);
DROP INDEX record_operator;
CREATE INDEX record_operator ON record (operator, ts);

-- Fields of the payload that people search by. A payload that does not read has none of them.
CREATE INDEX record_code ON record (CASE WHEN json_valid(payload) THEN payload ->> '$.f.code' END, ts, operator, event)
	WHERE CASE WHEN json_valid(payload) THEN payload ->> '$.f.code' END IS NOT NULL;
CREATE INDEX record_card ON record (CASE WHEN json_valid(payload) THEN payload ->> '$.f.card' END, ts)
	WHERE CASE WHEN json_valid(payload) THEN payload ->> '$.f.card' END IS NOT NULL;
CREATE INDEX record_purpose ON record (CASE WHEN json_valid(payload) THEN payload ->> '$.f.purpose' END, ts, operator, event)
	WHERE CASE WHEN json_valid(payload) THEN payload ->> '$.f.purpose' END IS NOT NULL;

-- Whose data was looked at by whom, and the procedures that explain a look: the monthly inspection reads these two alone.
CREATE INDEX record_looked_at ON record (ts, case_no, operator)
	WHERE case_no <> '' AND event IN ('person.searched', 'person.displayed', 'person.printed');
CREATE INDEX record_procedure ON record (case_no, ts)
	WHERE case_no <> '' AND event IN ('handover.opened', 'handover.resumed', 'inspection.card');

-- 操作履歴点検記録: what the month's log showed and what the 情報保護管理者 found. Never changed: a later inspection of the month is another row.
CREATE TABLE log_inspection (
	id       INTEGER PRIMARY KEY,
	month    INTEGER NOT NULL, -- 202611
	at       INTEGER NOT NULL, -- Unix milliseconds
	operator TEXT    NOT NULL,
	body     BLOB    NOT NULL, -- sealed: the counts and the findings in free text
	digest   BLOB    NOT NULL CHECK (length(digest) = 32) -- SHA-256 of the body before sealing; log.inspected has it too
) STRICT;
CREATE INDEX log_inspection_month ON log_inspection (month, id);
CREATE TRIGGER log_inspection_keeps BEFORE UPDATE ON log_inspection BEGIN SELECT RAISE(ABORT, 'an inspection record does not change'); END;
CREATE TRIGGER log_inspection_stays BEFORE DELETE ON log_inspection BEGIN SELECT RAISE(ABORT, 'an inspection record is never deleted'); END;
