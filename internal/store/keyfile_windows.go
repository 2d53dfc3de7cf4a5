package store

import "io/fs"

// private has nothing to look at on Windows: a file in the user's profile inherits an access list for that user alone.
func private(fs.FileInfo) error { return nil }

// syncFolder has no counterpart on Windows, where NTFS journals its directories.
func syncFolder(string) error { return nil }
