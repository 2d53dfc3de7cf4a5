package fonts

import _ "embed"

// PaperRegular is BIZ UDGothic, the face of everything printed. PDFs embed TrueType outlines (glyf) only,
// and this face keeps figures half as wide as kanji, so columns line up by themselves.
//
//go:embed BIZUDGothic-Regular.ttf
var PaperRegular []byte

// PaperBold is BIZ UDGothic Bold: headings and totals on paper.
//
//go:embed BIZUDGothic-Bold.ttf
var PaperBold []byte
