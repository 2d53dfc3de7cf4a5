-- Spare prints (予備印刷, 第19条第1号): copies of a paper that identifies somebody, registered before they come out, destroyed before a witness. Nothing
-- changes or goes.
CREATE TABLE spare_print (
	id    INTEGER PRIMARY KEY,
	paper INTEGER NOT NULL REFERENCES paper (id),
	begun INTEGER UNIQUE REFERENCES paper_begun (id), -- the print they come from; NULL for copies made by hand
	first INTEGER NOT NULL CHECK (first > 0),         -- the numbers on the copies, first/total to last/total
	last  INTEGER NOT NULL CHECK (last >= first),
	total INTEGER NOT NULL,                           -- 0: the copies bear no numbers
	pages INTEGER NOT NULL CHECK (pages > 0),         -- of all of them
	by_op TEXT    NOT NULL,
	ts    INTEGER NOT NULL                            -- Unix milliseconds
) STRICT;
CREATE TRIGGER spare_print_keeps BEFORE UPDATE ON spare_print BEGIN SELECT RAISE(ABORT, 'the register of spare prints is append-only'); END;
CREATE TRIGGER spare_print_stays BEFORE DELETE ON spare_print BEGIN SELECT RAISE(ABORT, 'the register of spare prints is append-only'); END;

CREATE TABLE spare_destroyed (
	spare   INTEGER PRIMARY KEY REFERENCES spare_print (id),
	method  TEXT    NOT NULL CHECK (method <> ''),
	by_op   TEXT    NOT NULL,
	witness TEXT    NOT NULL CHECK (witness <> '' AND witness <> by_op),
	ts      INTEGER NOT NULL -- Unix milliseconds
) STRICT;
CREATE TRIGGER spare_destroyed_keeps BEFORE UPDATE ON spare_destroyed BEGIN SELECT RAISE(ABORT, 'what became of spare prints is append-only'); END;
CREATE TRIGGER spare_destroyed_stays BEFORE DELETE ON spare_destroyed BEGIN SELECT RAISE(ABORT, 'what became of spare prints is append-only'); END;
