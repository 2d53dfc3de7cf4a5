// Package sheetread finds the signed checkpoint of the operation history on a printed sheet: on a photograph or a scan of it (PNG, JPEG, or
// a PDF as office machines make of a scan), and in the PDF that the counter itself wrote. It verifies nothing; what it finds is text.
//
// It is the only user of gozxing.
package sheetread

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // scans and photographs
	_ "image/png"
	"slices"
	"strings"
)

// ErrNothingFound says that a file has no checkpoint that can be read.
var ErrNothingFound = errors.New("no checkpoint was found on the sheet")

// ErrNotASheet says that a file is neither a picture nor a PDF.
var ErrNotASheet = errors.New("neither PNG nor JPEG nor PDF")

const (
	// MaxBytes is the largest file that is read, in bytes: a page in colour at 600 dpi is less.
	MaxBytes  = 64 << 20
	maxPixels = 64 << 20 // of one picture
	maxImages = 50       // in one PDF
)

// Is tells by its first bytes whether a file is a sheet that can be looked at.
func Is(file []byte) bool {
	return isPDF(file) || bytes.HasPrefix(file, []byte("\x89PNG\r\n")) || bytes.HasPrefix(file, jpegStart)
}

// Checkpoints gives the texts on a sheet that have the form of a signed checkpoint, each once.
func Checkpoints(file []byte) ([]string, error) {
	if len(file) > MaxBytes {
		return nil, fmt.Errorf("%w: %d bytes are too many", ErrNotASheet, len(file))
	}
	var texts []string
	var err error
	switch {
	case isPDF(file):
		texts = inPDF(file)
	case Is(file):
		texts, err = inPicture(file)
	default:
		err = ErrNotASheet
	}
	if err != nil {
		return nil, err
	}
	texts = slices.DeleteFunc(texts, func(text string) bool { return !strings.Contains(text, "\n\n— ") })
	slices.Sort(texts)
	if texts = slices.Compact(texts); len(texts) == 0 {
		return nil, ErrNothingFound
	}
	return texts, nil
}

func inPicture(file []byte) ([]string, error) {
	size, _, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("reading the picture: %w", err)
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height {
		return nil, fmt.Errorf("%w: %d × %d points are too many", ErrNotASheet, size.Width, size.Height)
	}
	picture, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("reading the picture: %w", err)
	}
	return codesOn(picture), nil
}
