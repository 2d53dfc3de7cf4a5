-- A log that was restored from a backup and is continued with a new key (第13条・第24条). The old key signed the handover. terminal keeps the
-- key of the log's beginning; the last new_key is the one that signs now.
CREATE TABLE succession (
	generation INTEGER PRIMARY KEY CHECK (generation >= 2), -- stands in the new origin
	size       INTEGER NOT NULL CHECK (size >= 0),          -- records at the handover
	root       BLOB    NOT NULL CHECK (length(root) = 32),
	old_key    TEXT    NOT NULL,
	new_key    TEXT    NOT NULL UNIQUE,
	signature  TEXT    NOT NULL,                            -- of old_key over the handover
	checkpoint TEXT    NOT NULL,                            -- the last head that old_key signed
	nonce      BLOB    NOT NULL CHECK (length(nonce) = 32), -- with the terminal's secret it gives the new key: one backup restored twice gives two
	at         INTEGER NOT NULL                             -- Unix milliseconds
) STRICT;
CREATE TRIGGER succession_grows BEFORE INSERT ON succession
	WHEN EXISTS (SELECT 1 FROM succession WHERE generation >= new.generation OR size >= new.size)
	BEGIN SELECT RAISE(ABORT, 'succession is in order'); END;
CREATE TRIGGER succession_keeps BEFORE UPDATE ON succession BEGIN SELECT RAISE(ABORT, 'succession is append-only'); END;
CREATE TRIGGER succession_stays BEFORE DELETE ON succession BEGIN SELECT RAISE(ABORT, 'succession is append-only'); END;

-- The terminal's secret, sealed with the recovery key (復旧キー), which is on paper and nowhere else. A new recovery key takes the place of the
-- old; the log tells of each.
CREATE TABLE recovery (
	id     INTEGER PRIMARY KEY CHECK (id = 1),
	number TEXT    NOT NULL, -- what the paper is told by
	box    BLOB    NOT NULL,
	at     INTEGER NOT NULL
) STRICT;
