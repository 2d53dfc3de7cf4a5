-- 操作履歴 (第12条・第13条). Records are numbered from 0 without gaps, as the leaves of the Merkle tree.
CREATE TABLE record (
	seq      INTEGER PRIMARY KEY,
	payload  TEXT    NOT NULL, -- the exact text that is hashed
	salt     BLOB    NOT NULL, -- hashed with it: without the salt a leaf does not betray a guessed payload
	ts       INTEGER NOT NULL, -- Unix milliseconds; this and the following repeat the payload for searching
	event    TEXT    NOT NULL,
	operator TEXT    NOT NULL,
	case_no  TEXT    NOT NULL
) STRICT;
CREATE INDEX record_ts ON record (ts);
CREATE INDEX record_case ON record (case_no, seq) WHERE case_no <> '';
CREATE INDEX record_operator ON record (operator, seq);

-- Hashes of the tree in the order of tlog.StoredHashIndex.
CREATE TABLE node (
	i    INTEGER PRIMARY KEY,
	hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- Signed heads: the latest, and the last of every day.
CREATE TABLE checkpoint (
	size INTEGER PRIMARY KEY,
	day  INTEGER NOT NULL, -- Asia/Tokyo, 20261122
	note TEXT    NOT NULL
) STRICT;
CREATE INDEX checkpoint_day ON checkpoint (day);

-- Whose log it is: the public key that its checkpoints verify with.
CREATE TABLE terminal (
	id           INTEGER PRIMARY KEY CHECK (id = 1),
	verifier_key TEXT NOT NULL
) STRICT;

CREATE TRIGGER terminal_keeps_its_key BEFORE UPDATE ON terminal BEGIN SELECT RAISE(ABORT, 'terminal is append-only'); END;
CREATE TRIGGER terminal_stays BEFORE DELETE ON terminal BEGIN SELECT RAISE(ABORT, 'terminal is append-only'); END;
CREATE TRIGGER record_keeps_its_text BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'record is append-only'); END;
CREATE TRIGGER record_stays BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'record is append-only'); END;
CREATE TRIGGER record_has_no_gap BEFORE INSERT ON record
	WHEN new.seq <> (SELECT coalesce(max(seq), -1) + 1 FROM record)
	BEGIN SELECT RAISE(ABORT, 'record has no gaps'); END;
CREATE TRIGGER node_keeps_its_hash BEFORE UPDATE ON node BEGIN SELECT RAISE(ABORT, 'node is append-only'); END;
CREATE TRIGGER node_stays BEFORE DELETE ON node BEGIN SELECT RAISE(ABORT, 'node is append-only'); END;
CREATE TRIGGER checkpoint_keeps_its_text BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoint is append-only'); END;
CREATE TRIGGER checkpoint_of_the_day_stays BEFORE DELETE ON checkpoint
	WHEN NOT EXISTS (SELECT 1 FROM checkpoint WHERE day = old.day AND size > old.size)
	BEGIN SELECT RAISE(ABORT, 'the last checkpoint of a day stays'); END;
