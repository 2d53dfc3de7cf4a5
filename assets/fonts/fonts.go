// Package fonts holds the typefaces of the windows. README.md tells where they come from
// and why there are these two.
package fonts

import _ "embed"

// Regular is Noto Sans CJK JP as OpenType (CFF): every character of a name, variation sequences included.
//
//go:embed NotoSansCJKjp-Regular.otf
var Regular []byte

// Bold is Noto Sans CJK JP Bold cut to JIS X 0208, Latin and symbols: for labels, never for people's names.
//
//go:embed NotoSansCJKjp-Bold-subset.otf
var Bold []byte
