-- What an inspection asks of operators: the 振り仮名 of the family name and the 町名, to compare with the person looked at when the look is recorded.
CREATE TABLE operator_own (
	id   TEXT PRIMARY KEY REFERENCES operator (id),
	kana BLOB NOT NULL, -- sealed
	area BLOB NOT NULL  -- sealed
) STRICT;

-- The looks at people with whom the operator has something in common: person.searched, person.displayed, person.printed.
CREATE INDEX record_relation ON record (ts, operator, case_no) WHERE event IN (1, 2, 3) AND instr(payload, '"relation":') > 0;
