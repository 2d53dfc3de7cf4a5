package resident

// The pad's own measures, in pixels at 100 %. A finger of an old hand needs 20 mm; at the usual 85 to 110 ppi of a pad that
// is 67 to 88 px.
const (
	leastKey    float32 = 88 // at 1024×768
	smallestKey float32 = 64 // a small monitor of many pixels, where Fyne's units are larger: 64 of them are 13 mm
	mostKey     float32 = 132
	keyGap      float32 = 12
	commandWide float32 = 200
	barHeight   float32 = 56 // the buttons that stand on every page
	choiceTall  float32 = 112
	choiceWide  float32 = 320
	dotSize     float32 = 28
	dotGap      float32 = 16
	lineTall    float32 = 12 // the line of time
	margin      float32 = 16
)

// The keyboard's ring.
const (
	ringWide float32 = 4
	ringGap  float32 = 2
)

// The window where there is no second monitor.
const (
	aloneWide float32 = 1024
	aloneTall float32 = 768
)
