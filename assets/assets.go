// Package assets holds what the program shows that is neither text nor code.
package assets

import "embed"

// Icon is the program's icon, SVG.
//
//go:embed icon.svg
var Icon []byte

// Profiles are the regulation profiles, profiles/NAME.toml (package profile reads them).
//
//go:embed profiles/*.toml
var Profiles embed.FS
