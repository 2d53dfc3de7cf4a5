package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"madoguchi/assets/fonts"
)

// Look chooses a variant of the theme; people choose it in the settings.
type Look struct {
	HighContrast bool
	LargeText    bool
}

// Theme is the one theme of the program, for our names and for Fyne's own widgets.
type Theme struct {
	look          Look
	regular, bold fyne.Resource
}

// boldSource is one resource for the whole program: Fyne reads a face once a resource.
var boldSource = fyne.NewStaticResource("NotoSansCJKjp-Bold-subset.otf", fonts.Bold)

// FaceOf is the FontSource of our own texts: nil, which is the theme's face, or the bold face itself. Through the theme Fyne
// would read its own bold, emoji and symbol faces and a system face beside it, which costs every start 40 ms and 10 MB.
func FaceOf(style fyne.TextStyle) fyne.Resource {
	if style.Bold {
		return boldSource
	}
	return nil
}

// NewTheme makes the theme of a look with the embedded faces.
func NewTheme(look Look) *Theme {
	return &Theme{
		look:    look,
		regular: fyne.NewStaticResource("NotoSansCJKjp-Regular.otf", fonts.Regular),
		bold:    boldSource,
	}
}

// LoadFaces reads both faces in advance: the first text of each would wait for it. The app has the theme. Any goroutine may
// call it, and until it returns nobody else measures text.
func LoadFaces() {
	for _, bold := range []bool{false, true} {
		style := fyne.TextStyle{Bold: bold}
		fyne.CurrentApp().Driver().RenderedTextSize("窓", Size(Text16), style, FaceOf(style))
	}
}

// fyneColors says which of our colours Fyne's own widgets use.
var fyneColors = map[fyne.ThemeColorName]fyne.ThemeColorName{
	theme.ColorNameBackground: ColorPage, theme.ColorNameOverlayBackground: ColorPage, theme.ColorNameMenuBackground: ColorPage,
	theme.ColorNameForeground: ColorText, theme.ColorNamePlaceHolder: ColorPlaceholder, theme.ColorNameDisabled: ColorDisabled,
	theme.ColorNameButton: ColorPage, theme.ColorNameDisabledButton: ColorPanel,
	theme.ColorNameInputBackground: ColorPage, theme.ColorNameInputBorder: ColorBorder,
	theme.ColorNamePrimary: ColorKey, theme.ColorNameHyperlink: ColorKey, theme.ColorNameForegroundOnPrimary: ColorOnKey,
	theme.ColorNameHover: ColorKeyTint, theme.ColorNamePressed: ColorKeyTintStrong, theme.ColorNameSelection: ColorKeyTintStrong,
	theme.ColorNameFocus: ColorKeyTintStrong, theme.ColorNameSeparator: ColorRuling, theme.ColorNameHeaderBackground: ColorPanel,
	theme.ColorNameScrollBar: ColorBorder, theme.ColorNameScrollBarBackground: ColorPanel,
	theme.ColorNameError: ColorError, theme.ColorNameSuccess: ColorSuccess, theme.ColorNameWarning: ColorWarning,
	theme.ColorNameForegroundOnError: ColorOnKey, theme.ColorNameForegroundOnSuccess: ColorOnKey, theme.ColorNameForegroundOnWarning: ColorText,
	theme.ColorNameShadow: ColorShadow,
}

// Color answers our names and Fyne's; the system's light or dark wish is not followed:
// a counter's two windows look the same on every terminal.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if ours, ok := fyneColors[name]; ok {
		name = ours
	}
	if name == ColorNone {
		return color.Transparent // the one value that the painter skips; any other clear colour is drawn pixel by pixel
	}
	if t.look.HighContrast {
		if c, ok := highContrast[name]; ok {
			return c
		}
	}
	if c, ok := normal[name]; ok {
		return c
	}
	return theme.DefaultTheme().Color(name, theme.VariantLight)
}

// Font has the two faces only: italics are not used in Japanese, and figures of Noto Sans are of one width.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	if style.Symbol {
		return theme.DefaultTheme().Font(style)
	}
	if style.Bold {
		return t.bold
	}
	return t.regular
}

// Icon leaves the icons of Fyne's own widgets as they are.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

// Size answers our names and Fyne's, in pixels at a scale of 1.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	grow := float32(1)
	if t.look.LargeText {
		grow = largeTextGrow
	}
	if px, ok := atHundred[name]; ok {
		return px * grow
	}
	switch name {
	case theme.SizeNameText:
		return atHundred[Text16] * grow
	case theme.SizeNameCaptionText:
		return atHundred[Text14] * grow
	case theme.SizeNameSubHeadingText:
		return atHundred[Text20] * grow
	case theme.SizeNameHeadingText:
		return atHundred[Text28] * grow
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return Radius
	case theme.SizeNameInputBorder, theme.SizeNameSeparatorThickness:
		return LineThin
	case theme.SizeNameInnerPadding:
		return SpaceSmall
	case theme.SizeNamePadding:
		return SpaceTight
	case theme.SizeNameScrollBar:
		return SpaceBetween
	case theme.SizeNameScrollBarSmall:
		return SpaceInside
	}
	return theme.DefaultTheme().Size(name)
}

// Color is the colour of a name in the theme in use.
func Color(name fyne.ThemeColorName) color.Color {
	return current().Color(name, theme.VariantLight)
}

// Size is the size of a name in the theme in use, in pixels at a scale of 1.
func Size(name fyne.ThemeSizeName) float32 { return current().Size(name) }

// current is the theme of the running app if it is ours, else the normal look, so that
// a widget made before the theme is set has colours at all.
func current() fyne.Theme {
	if app := fyne.CurrentApp(); app != nil {
		if t, ok := app.Settings().Theme().(*Theme); ok {
			return t
		}
	}
	return &Theme{}
}
