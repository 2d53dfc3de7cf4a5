package oplog

// Value is one field of a record: made only by the constructors of this package, each of which takes an id, a code or a count.
type Value struct{ field, text string }
