// Package assets holds what the program shows that is neither text nor code.
package assets

import _ "embed"

// Icon is the program's icon, SVG.
//
//go:embed icon.svg
var Icon []byte
