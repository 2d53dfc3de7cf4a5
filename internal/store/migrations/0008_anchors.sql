-- Anchors of the log: cosigned checkpoints, deliveries and their receipts. Nothing personal; nothing changes or goes.

-- The operator cards' signing keys (PIV 9A), pinned when a card first cosigns.
CREATE TABLE cosigner (
	operator TEXT    PRIMARY KEY,
	key      TEXT    NOT NULL UNIQUE, -- verifier key
	since    INTEGER NOT NULL -- Unix milliseconds
) STRICT;
CREATE TRIGGER cosigner_keeps BEFORE UPDATE ON cosigner BEGIN SELECT RAISE(ABORT, 'the table of cosigners is append-only'); END;
CREATE TRIGGER cosigner_stays BEFORE DELETE ON cosigner BEGIN SELECT RAISE(ABORT, 'the table of cosigners is append-only'); END;

-- Checkpoints with the signatures of cards under them; the newest of a size has them all.
CREATE TABLE cosignature (
	id       INTEGER PRIMARY KEY,
	size     INTEGER NOT NULL,
	operator TEXT    NOT NULL REFERENCES cosigner (operator),
	at       INTEGER NOT NULL, -- Unix milliseconds
	note     TEXT    NOT NULL, -- the checkpoint with its cosignatures
	UNIQUE (size, operator)
) STRICT;
CREATE TRIGGER cosignature_keeps BEFORE UPDATE ON cosignature BEGIN SELECT RAISE(ABORT, 'the table of cosignatures is append-only'); END;
CREATE TRIGGER cosignature_stays BEFORE DELETE ON cosignature BEGIN SELECT RAISE(ABORT, 'the table of cosignatures is append-only'); END;

-- Archives that were put into the delivery folder, and the receipts that came back for them.
CREATE TABLE delivery (
	id         INTEGER PRIMARY KEY,
	at         INTEGER NOT NULL, -- Unix milliseconds
	key        TEXT    NOT NULL, -- verifier key of the log
	from_size  INTEGER NOT NULL,
	size       INTEGER NOT NULL CHECK (size >= from_size),
	root       BLOB    NOT NULL CHECK (length(root) = 32),
	digest     BLOB    NOT NULL CHECK (length(digest) = 32), -- SHA-256 of the file
	file       TEXT    NOT NULL
) STRICT;
CREATE TRIGGER delivery_keeps BEFORE UPDATE ON delivery BEGIN SELECT RAISE(ABORT, 'the table of deliveries is append-only'); END;
CREATE TRIGGER delivery_stays BEFORE DELETE ON delivery BEGIN SELECT RAISE(ABORT, 'the table of deliveries is append-only'); END;

CREATE TABLE delivery_receipt (
	delivery INTEGER PRIMARY KEY REFERENCES delivery (id),
	at       INTEGER NOT NULL, -- Unix milliseconds, when it was read back
	receiver TEXT    NOT NULL, -- the receiver's verifier key
	note     TEXT    NOT NULL  -- the receipt as it came
) STRICT;
CREATE TRIGGER delivery_receipt_keeps BEFORE UPDATE ON delivery_receipt BEGIN SELECT RAISE(ABORT, 'the table of receipts is append-only'); END;
CREATE TRIGGER delivery_receipt_stays BEFORE DELETE ON delivery_receipt BEGIN SELECT RAISE(ABORT, 'the table of receipts is append-only'); END;
