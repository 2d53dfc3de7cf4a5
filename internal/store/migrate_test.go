package store

import (
	"errors"
	"path/filepath"
	"testing"
	"testing/fstest"

	"madoguchi/internal/juki"
)

func withMigration(name, sql string) fstest.MapFS {
	files := scratchFiles()
	files["migrations/"+name] = &fstest.MapFile{Data: []byte(sql)}
	return files
}

func TestAnOlderDatabaseIsBroughtUpToDateAndKeepsItsLog(t *testing.T) {
	dir := closedDatabase(t, 3)
	o := options(&clock{morning})
	o.migrations = withMigration("9001_colour.sql", "ALTER TABLE scratch ADD COLUMN colour TEXT; CREATE INDEX scratch_colour ON scratch (colour);")
	for range 2 { // the second time there is nothing to do
		d, err := Open(dir, o)
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, "scratch WHERE colour IS NULL"); n != 3 {
			t.Errorf("%d rows with the new column", n)
		}
		wantWhole(t, d, 3)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}

	if _, err := Open(dir, options(&clock{morning})); !errors.Is(err, ErrNewerDatabase) {
		t.Fatalf("the older program must refuse the newer database, got %v", err)
	}
}

func TestAMigrationThatFailsLeavesTheDatabaseAsItWas(t *testing.T) {
	dir := closedDatabase(t, 3)
	o := options(&clock{morning})
	o.migrations = withMigration("9001_broken.sql", "ALTER TABLE scratch ADD COLUMN colour TEXT; INSERT INTO nowhere VALUES (1);")
	if _, err := Open(dir, o); err == nil {
		t.Fatal("a broken migration went through")
	}
	d := openScratch(t, dir) // its schema is compared with that of before
	wantWhole(t, d, 3)
}

func TestMigrationsAreNamedAndNumbered(t *testing.T) {
	if list, err := migrationsIn(migrations); err != nil || len(list) == 0 || list[0].name != "0001_log.sql" {
		t.Fatalf("the embedded migrations: %v, %v", list, err)
	}
	for _, name := range []string{"1_short.sql", "abcd_word.sql", "0000_zero.sql", "9000_twice.sql", "00010_five.sql"} {
		if _, err := migrationsIn(withMigration(name, "")); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// The migrations that ship must make the schema that the program expects.
func TestANewDatabaseOfTheProgramOpensTwice(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "市民課 100%?#", "端末1")
	o := options(&clock{morning})
	o.migrations = nil
	for range 2 {
		d, err := Open(dir, o)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(d.Record(t.Context(), sampleRecord()), d.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(filepath.Join(dir, FileName), o); err == nil || errors.Is(err, juki.Refuse(juki.DatabaseLocked)) {
		t.Fatalf("a file as the data folder: %v", err)
	}
}
