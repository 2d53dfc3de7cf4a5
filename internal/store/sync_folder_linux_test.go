package store_test

import (
	"path/filepath"
	"testing"

	"madoguchi/internal/store"
)

// A backup or a receipt on a share is not refused because the share syncs no folder. /proc is such a file system.
func TestAFolderThatCannotBeSynced(t *testing.T) {
	for _, folder := range []string{t.TempDir(), "/proc/self"} {
		if err := store.SyncFolder(folder); err != nil {
			t.Errorf("%s: %v", folder, err)
		}
	}
	if err := store.SyncFolder(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there was synced")
	}
}
