-- 操作者名簿 (第14条, 様式第1号・第2号): who may use the terminal, and the key of whose card.
CREATE TABLE operator (
	id               TEXT    PRIMARY KEY,
	post             TEXT    NOT NULL,
	name             BLOB    NOT NULL, -- sealed
	card_key         BLOB    NOT NULL UNIQUE CHECK (length(card_key) = 32), -- SHA-256 of the card's public key
	password         TEXT    NOT NULL, -- argon2id, never the password
	password_changed TEXT    NOT NULL, -- 2026-11-24
	failed           INTEGER NOT NULL CHECK (failed >= 0), -- wrong passwords in a row
	locked_out       INTEGER NOT NULL CHECK (locked_out IN (0, 1)), -- 第16条第5号
	revoked          INTEGER NOT NULL CHECK (revoked IN (0, 1)),    -- 第14条第6項
	mac              BLOB    NOT NULL CHECK (length(mac) = 32) -- over the row: a post or a lockout changed by hand shows
) STRICT;

CREATE TRIGGER operator_stays BEFORE DELETE ON operator BEGIN SELECT RAISE(ABORT, 'an operator is never deleted'); END;
CREATE TRIGGER operator_keeps_identity BEFORE UPDATE ON operator
	WHEN new.id <> old.id OR new.post <> old.post OR new.name <> old.name OR new.card_key <> old.card_key
	BEGIN SELECT RAISE(ABORT, 'identity, post and card of an operator do not change'); END;
CREATE TRIGGER operator_revoked_stays_revoked BEFORE UPDATE ON operator
	WHEN old.revoked = 1 AND new.revoked = 0
	BEGIN SELECT RAISE(ABORT, 'a revoked operator stays revoked'); END;
