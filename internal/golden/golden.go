// Package golden compares what a test made with the file that people have reviewed. Tests only.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// update rewrites golden files and generated documents instead of comparing them.
var update = flag.Bool("update", false, "rewrite golden files and generated documents")

// Text compares got with the file at path, relative to the test's folder.
func Text(t testing.TB, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is stale or wrong (-file +now; go test -update rewrites it):\n%s", path, diff)
	}
}
