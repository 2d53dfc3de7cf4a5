package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// The names of the colours. Contrast on their usual ground is at least 4.5:1 for text (7:1 on the pad), 3:1 for shapes.
const (
	ColorText          fyne.ThemeColorName = "madoguchi.text"
	ColorTextSub       fyne.ThemeColorName = "madoguchi.text.sub"
	ColorPlaceholder   fyne.ThemeColorName = "madoguchi.placeholder"
	ColorDisabled      fyne.ThemeColorName = "madoguchi.disabled"
	ColorPage          fyne.ThemeColorName = "madoguchi.page"
	ColorPanel         fyne.ThemeColorName = "madoguchi.panel"
	ColorBorder        fyne.ThemeColorName = "madoguchi.border"
	ColorRuling        fyne.ThemeColorName = "madoguchi.ruling"
	ColorKey           fyne.ThemeColorName = "madoguchi.key" // main button, selection
	ColorKeyHover      fyne.ThemeColorName = "madoguchi.key.hover"
	ColorKeyPressed    fyne.ThemeColorName = "madoguchi.key.pressed"
	ColorKeyTint       fyne.ThemeColorName = "madoguchi.key.tint"
	ColorKeyTintStrong fyne.ThemeColorName = "madoguchi.key.tint.strong"
	ColorOnKey         fyne.ThemeColorName = "madoguchi.on.key" // text on a filled ground
	ColorSuccess       fyne.ThemeColorName = "madoguchi.success"
	ColorSuccessTint   fyne.ThemeColorName = "madoguchi.success.tint"
	ColorError         fyne.ThemeColorName = "madoguchi.error"
	ColorErrorFill     fyne.ThemeColorName = "madoguchi.error.fill"
	ColorErrorTint     fyne.ThemeColorName = "madoguchi.error.tint"
	ColorWarning       fyne.ThemeColorName = "madoguchi.warning"
	ColorWarningMark   fyne.ThemeColorName = "madoguchi.warning.mark"
	ColorWarningTint   fyne.ThemeColorName = "madoguchi.warning.tint"
	ColorFocusOutline  fyne.ThemeColorName = "madoguchi.focus.outline"
	ColorFocusRing     fyne.ThemeColorName = "madoguchi.focus.ring"
	ColorShade         fyne.ThemeColorName = "madoguchi.shade"  // behind a dialog
	ColorShadow        fyne.ThemeColorName = "madoguchi.shadow" // under a menu, at the edge of what scrolls
	ColorCover         fyne.ThemeColorName = "madoguchi.cover"  // hides a window: opaque, says nothing
	ColorPadCancel     fyne.ThemeColorName = "madoguchi.pad.cancel"
	ColorPadCorrect    fyne.ThemeColorName = "madoguchi.pad.correct"
	ColorPadEnter      fyne.ThemeColorName = "madoguchi.pad.enter"
	ColorPadKey        fyne.ThemeColorName = "madoguchi.pad.key"
	ColorPadBorder     fyne.ThemeColorName = "madoguchi.pad.border"
	ColorPadPicture    fyne.ThemeColorName = "madoguchi.pad.picture"
	ColorNone          fyne.ThemeColorName = "madoguchi.none"
)

// The names of the sizes of text, in pixels at 100 %. The clerk's window uses none below 14, the pad none below 20.
const (
	Text14 fyne.ThemeSizeName = "madoguchi.text.14"
	Text16 fyne.ThemeSizeName = "madoguchi.text.16"
	Text18 fyne.ThemeSizeName = "madoguchi.text.18"
	Text20 fyne.ThemeSizeName = "madoguchi.text.20"
	Text24 fyne.ThemeSizeName = "madoguchi.text.24"
	Text28 fyne.ThemeSizeName = "madoguchi.text.28"
	Text32 fyne.ThemeSizeName = "madoguchi.text.32"
	Text36 fyne.ThemeSizeName = "madoguchi.text.36"
	Text45 fyne.ThemeSizeName = "madoguchi.text.45"
	Text48 fyne.ThemeSizeName = "madoguchi.text.48"
	Text57 fyne.ThemeSizeName = "madoguchi.text.57"
	Text64 fyne.ThemeSizeName = "madoguchi.text.64"
)

// The names of the sizes of controls, in pixels at 100 %; they grow with the text.
const (
	HeightButtonMain    fyne.ThemeSizeName = "madoguchi.button.main"
	HeightButtonNormal  fyne.ThemeSizeName = "madoguchi.button.normal"
	HeightButtonInTable fyne.ThemeSizeName = "madoguchi.button.table"
	WidthButtonMain     fyne.ThemeSizeName = "madoguchi.button.main.width"
	WidthButtonNormal   fyne.ThemeSizeName = "madoguchi.button.normal.width"
	WidthButtonInTable  fyne.ThemeSizeName = "madoguchi.button.table.width"
	HeightTap           fyne.ThemeSizeName = "madoguchi.tap" // least height of anything that is tapped
	HeightField         fyne.ThemeSizeName = "madoguchi.field"
	HeightRow           fyne.ThemeSizeName = "madoguchi.row"
	HeightStatusBar     fyne.ThemeSizeName = "madoguchi.statusbar"
	WidthNavigation     fyne.ThemeSizeName = "madoguchi.navigation"
	WidthDialog         fyne.ThemeSizeName = "madoguchi.dialog"
	SizeMark            fyne.ThemeSizeName = "madoguchi.mark" // dots, radio and check marks
)

// Spacing, in pixels; all are multiples of 4 and do not grow with the text.
const (
	SpaceTight    float32 = 4
	SpaceInside   float32 = 8
	SpaceSmall    float32 = 12
	SpaceBetween  float32 = 16
	SpaceGroups   float32 = 24
	SpaceSections float32 = 40
)

// Shape, in pixels.
const (
	Radius        float32 = 8
	RadiusPanel   float32 = 12
	LineThin      float32 = 1
	LineThick     float32 = 2
	focusOutline  float32 = 4
	focusOffset   float32 = 2
	lineProse     float32 = 1.6 // line height of prose, of the text size
	lineSingle    float32 = 1.3
	largeTextGrow float32 = 1.25
)

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}
