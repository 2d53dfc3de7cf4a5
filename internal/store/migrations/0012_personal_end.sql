-- The personal data of a case go when its time is over (第19条第2号): the sealed columns, what they were found by, and the key they were sealed with.

-- Each case has a key of its own, sealed with the terminal's. Cases of before this table are sealed with the terminal's key itself.
CREATE TABLE case_key (
	number  TEXT PRIMARY KEY REFERENCES case_file (number),
	wrapped BLOB NOT NULL CHECK (length(wrapped) = 72) -- nonce, 32 bytes, tag
) STRICT;

-- Each erasing has its record case.personal-data-erased, number 139.
CREATE TABLE case_erasure (
	id       INTEGER PRIMARY KEY,
	until    INTEGER NOT NULL, -- Unix milliseconds: cases that ended before this moment
	cases    INTEGER NOT NULL CHECK (cases > 0),
	recorded INTEGER NOT NULL UNIQUE REFERENCES record (seq),
	by_op    TEXT    NOT NULL CHECK (by_op <> ''),
	witness  TEXT    NOT NULL CHECK (witness <> '' AND witness <> by_op),
	ts       INTEGER NOT NULL
) STRICT;
CREATE TRIGGER case_erasure_stays BEFORE DELETE ON case_erasure BEGIN SELECT RAISE(ABORT, 'case_erasure is append-only'); END;
CREATE TRIGGER case_erasure_keeps BEFORE UPDATE ON case_erasure BEGIN SELECT RAISE(ABORT, 'case_erasure is append-only'); END;
-- Whatever a regulation says: nothing goes within 28 days of a case's end, by the newest record.
CREATE TRIGGER case_erasure_in_its_time BEFORE INSERT ON case_erasure
	WHEN new.until > (SELECT ts FROM record ORDER BY seq DESC LIMIT 1) - 28 * 86400000
	BEGIN SELECT RAISE(ABORT, 'the personal data of a case stay their time'); END;
CREATE TRIGGER case_erasure_is_recorded BEFORE INSERT ON case_erasure
	WHEN NOT EXISTS (SELECT 1 FROM record WHERE seq = new.recorded AND event = 139 AND seq = (SELECT max(seq) FROM record))
	BEGIN SELECT RAISE(ABORT, 'an erasing has its record'); END;

-- The one change of a case: all that is personal goes at once, while the record of its erasing is the newest, of a case that has ended before.
DROP TRIGGER case_keeps;
CREATE TRIGGER case_keeps BEFORE UPDATE ON case_file
	WHEN NOT (new.number = old.number AND new.year = old.year AND new.running = old.running AND new.kind = old.kind AND new.serial = old.serial
		AND new.application = x'' AND new.notice = x'' AND new.expires = x'' AND new.name = x'' AND new.kana = x'' AND new.address = x''
		AND new.birth = x'' AND new.sex = x'' AND new.by_notice = zeroblob(32) AND new.by_person = zeroblob(32) AND new.by_application <> old.by_application
		AND EXISTS (SELECT 1 FROM case_erasure AS e JOIN card_at AS k ON k.item = 'mynumber-card' AND k.serial = old.serial
			WHERE e.id = (SELECT max(id) FROM case_erasure) AND e.recorded = (SELECT max(seq) FROM record) AND k.since < e.until
			AND (k.state IN ('delivered', 'destroyed', 'lost') OR k.place IN ('issuer', 'elsewhere', 'disposed')))
		AND NOT EXISTS (SELECT 1 FROM case_progress WHERE number = old.number AND state = 'handover'))
	BEGIN SELECT RAISE(ABORT, 'case_file is append-only'); END;
CREATE TRIGGER case_key_keeps BEFORE UPDATE ON case_key BEGIN SELECT RAISE(ABORT, 'the key of a case does not change'); END;
CREATE TRIGGER case_key_stays BEFORE DELETE ON case_key
	WHEN NOT EXISTS (SELECT 1 FROM case_file WHERE number = old.number AND name = x'' AND address = x'')
	BEGIN SELECT RAISE(ABORT, 'the key of a case goes with its data'); END;
CREATE TRIGGER case_key_comes_with_the_case BEFORE INSERT ON case_key
	WHEN EXISTS (SELECT 1 FROM case_file WHERE number = new.number AND name = x'')
	BEGIN SELECT RAISE(ABORT, 'an erased case has no key'); END;
