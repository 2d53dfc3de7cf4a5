package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// normal is the palette of the デジタル庁デザインシステム as read in November 2026.
var normal = map[fyne.ThemeColorName]color.NRGBA{
	ColorText: rgb(0x1a1a1a), ColorTextSub: rgb(0x4d4d4d), ColorPlaceholder: rgb(0x767676), ColorDisabled: rgb(0xb3b3b3),
	ColorPage: rgb(0xffffff), ColorPanel: rgb(0xf2f2f2), ColorBorder: rgb(0x666666), ColorRuling: rgb(0xd8d8d8),
	ColorKey: rgb(0x0017c1), ColorKeyHover: rgb(0x00118f), ColorKeyPressed: rgb(0x000060),
	ColorKeyTint: rgb(0xe8f1fe), ColorKeyTintStrong: rgb(0xd9e6ff), ColorOnKey: rgb(0xffffff),
	ColorSuccess: rgb(0x197a4b), ColorSuccessTint: rgb(0xe6f5ec),
	ColorError: rgb(0xce0000), ColorErrorFill: rgb(0xec0000), ColorErrorTint: rgb(0xfdeeee),
	ColorWarning: rgb(0x927200), ColorWarningMark: rgb(0xffc700), ColorWarningTint: rgb(0xfbf5e0),
	ColorFocusOutline: rgb(0x000000), ColorFocusRing: rgb(0xffd43d),
	ColorShade: {A: 0x80}, ColorShadow: {A: 0x40}, ColorCover: rgb(0xe6e6e6), ColorNone: {},
	ColorPadCancel: rgb(0xa90000), ColorPadCorrect: rgb(0xffc700), ColorPadEnter: rgb(0x115a36),
	ColorPadKey: rgb(0xffffff), ColorPadBorder: rgb(0x333333), ColorPadPicture: rgb(0xf2f2f2),
}

// highContrast replaces what is soft in normal: text and lines are black, tints are white.
var highContrast = map[fyne.ThemeColorName]color.NRGBA{
	ColorText: rgb(0x000000), ColorTextSub: rgb(0x000000), ColorPlaceholder: rgb(0x4d4d4d), ColorDisabled: rgb(0x767676),
	ColorPanel: rgb(0xffffff), ColorBorder: rgb(0x000000), ColorRuling: rgb(0x000000),
	ColorKey: rgb(0x000082), ColorKeyHover: rgb(0x000060), ColorKeyPressed: rgb(0x000030),
	ColorKeyTint: rgb(0xffffff), ColorKeyTintStrong: rgb(0xd9e6ff),
	ColorSuccess: rgb(0x0c472a), ColorSuccessTint: rgb(0xffffff),
	ColorError: rgb(0x8b0000), ColorErrorFill: rgb(0x8b0000), ColorErrorTint: rgb(0xffffff),
	ColorWarning: rgb(0x4d3c00), ColorWarningTint: rgb(0xffffff),
	ColorShade: {A: 0xb3}, ColorShadow: {A: 0x80}, ColorPadBorder: rgb(0x000000),
}

// atHundred is every named size in pixels at 100 %.
var atHundred = map[fyne.ThemeSizeName]float32{
	Text14: 14, Text16: 16, Text18: 18, Text20: 20, Text24: 24, Text28: 28, Text32: 32,
	Text36: 36, Text45: 45, Text48: 48, Text57: 57, Text64: 64,
	HeightButtonMain: 56, HeightButtonNormal: 48, HeightButtonInTable: 36,
	WidthButtonMain: 136, WidthButtonNormal: 96, WidthButtonInTable: 80,
	HeightTap: 44, HeightField: 48, HeightRow: 44, HeightStatusBar: 48,
	WidthNavigation: 168, WidthDialog: 560, SizeMark: 24,
}
