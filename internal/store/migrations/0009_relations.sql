-- What an inspection asks of operators: the 振り仮名 of the family name and the 町名, to compare with the person looked at when the look is recorded.
CREATE TABLE operator_own (
	id   TEXT PRIMARY KEY REFERENCES operator (id),
	kana BLOB NOT NULL, -- sealed
	area BLOB NOT NULL  -- sealed
) STRICT;
