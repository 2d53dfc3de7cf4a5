-- Emergencies (緊急時対応, 第24条): stops of the terminal, what was done after them, and who let work go on. Nothing changes or goes.
CREATE TABLE emergency (
	number  TEXT    PRIMARY KEY, -- K08-000001
	year    INTEGER NOT NULL,
	running INTEGER NOT NULL,
	drill   INTEGER NOT NULL CHECK (drill IN (0, 1)),
	plan    TEXT    NOT NULL, -- JSON: the plan as it was when it began
	by_op   TEXT    NOT NULL, -- '' when nobody was at work
	ts      INTEGER NOT NULL, -- Unix milliseconds
	UNIQUE (year, running)
) STRICT;
CREATE TRIGGER emergency_keeps BEFORE UPDATE ON emergency BEGIN SELECT RAISE(ABORT, 'the table of emergencies is append-only'); END;
CREATE TRIGGER emergency_stays BEFORE DELETE ON emergency BEGIN SELECT RAISE(ABORT, 'the table of emergencies is append-only'); END;

-- Steps that were done and levels that were decided, in their order; a level may be decided again.
CREATE TABLE emergency_step (
	id     INTEGER PRIMARY KEY,
	number TEXT    NOT NULL REFERENCES emergency (number),
	step   TEXT    NOT NULL,
	note   BLOB    NOT NULL, -- encrypted: free text may name somebody
	by_op  TEXT    NOT NULL,
	ts     INTEGER NOT NULL  -- Unix milliseconds
) STRICT;
CREATE INDEX emergency_step_number ON emergency_step (number);
CREATE TRIGGER emergency_step_keeps BEFORE UPDATE ON emergency_step BEGIN SELECT RAISE(ABORT, 'the steps of emergencies are append-only'); END;
CREATE TRIGGER emergency_step_stays BEFORE DELETE ON emergency_step BEGIN SELECT RAISE(ABORT, 'the steps of emergencies are append-only'); END;

CREATE TABLE emergency_ended (
	number  TEXT    PRIMARY KEY REFERENCES emergency (number),
	by_op   TEXT    NOT NULL,
	witness TEXT    NOT NULL,
	mistake INTEGER NOT NULL CHECK (mistake IN (0, 1)),
	ts      INTEGER NOT NULL -- Unix milliseconds
) STRICT;
CREATE TRIGGER emergency_ended_keeps BEFORE UPDATE ON emergency_ended BEGIN SELECT RAISE(ABORT, 'the ends of emergencies are append-only'); END;
CREATE TRIGGER emergency_ended_stays BEFORE DELETE ON emergency_ended BEGIN SELECT RAISE(ABORT, 'the ends of emergencies are append-only'); END;
