-- What came of a case's photo (顔写真, 第22条第2号): that there was one, never the picture. held is 1 while a picture is in a program's
-- memory; a start that finds it says that the picture ended with that program.
CREATE TABLE case_photo (
	number  TEXT PRIMARY KEY REFERENCES case_file (number),
	outcome TEXT    NOT NULL CHECK (outcome IN ('', 'registered', 'not-needed')),
	ts      INTEGER NOT NULL CHECK ((ts = 0) = (outcome = '')), -- of the outcome, milliseconds
	held    INTEGER NOT NULL CHECK (held IN (0, 1))
) STRICT;
CREATE INDEX case_photo_held ON case_photo (held) WHERE held = 1;
