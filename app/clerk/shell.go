package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// room is one entry of the list at the left.
type room string

// The rooms.
const (
	reception room = "reception" // 受付
	photos    room = "photo"     // 顔写真
	arrivals  room = "arrivals"  // 到着・検品
	picks     room = "picks"     // 前日準備
	stockRoom room = "stock"     // カード在庫
	disposals room = "disposals" // 廃棄
	incidents room = "incidents" // 事故
	closing   room = "closing"   // 日次締め
	papers    room = "papers"    // 帳票
	history   room = "history"   // 操作履歴
	settings  room = "settings"  // 設定
)

func rooms() []room {
	return []room{reception, photos, arrivals, picks, stockRoom, disposals, incidents, closing, papers, history, settings}
}

// pageOf makes the first page of a room.
func pageOf(w *Window, r room) page {
	switch r {
	case photos:
		return newPhotoFindPage(w)
	case arrivals:
		return newArrivalPage(w)
	case picks:
		return newPicksPage(w)
	case stockRoom:
		return newStockPage(w)
	case disposals:
		return newDisposalsPage(w)
	case incidents:
		return newIncidentsPage(w)
	case papers:
		return newPapersPage(w)
	case closing:
		return newClosingPage(w)
	case history:
		return newHistoryPage(w)
	case settings:
		return newSettingsPage(w)
	}
	return newReceptionPage(w)
}

// shell is what stays around the page: status bar, rooms, devices.
type shell struct {
	w                         *Window
	root                      *fyne.Container
	body                      *fyne.Container
	call                      *fyne.Container // 係員を呼ぶ
	stray                     strayNotice
	mode                      *modeChoice
	soon                      string // what comes when nobody touches anything; stands where the time stands
	nav                       map[room]*kit.Button
	bar                       *fyne.Container // who works, and what everybody may press
	operator, clock           *kit.Text
	opReader, custReader, pad *kit.StatusDot
	upload                    *kit.StatusDot
	delivery                  *kit.StatusDot
	uploadOpen                *kit.Button
	uploading                 *uploadDialog // 送信の状況 while it is open
	devices                   *fyne.Container
}

func newShell(w *Window) *shell {
	s := &shell{w: w, body: kit.Over(), call: kit.VStack(0), nav: map[room]*kit.Button{}}
	s.operator = kit.Line("").WithID("shell.operator")
	s.clock = kit.NewText("", kit.TextStyle{Size: kit.Text14, Keep: true}).WithID("shell.clock")
	s.opReader = kit.NewStatusDot("device.operator", "", kit.StatusUnknown)
	s.custReader = kit.NewStatusDot("device.customer", "", kit.StatusUnknown)
	s.pad = kit.NewStatusDot("device.pad", "", kit.StatusUnknown)
	s.upload = kit.NewStatusDot("device.upload", "", kit.StatusUnknown)
	s.uploadOpen = kit.NewButton("device.upload.open", w.text.T("device.upload.open"), kit.TextOnly, w.openUpload).Sized(kit.InTable)
	s.upload.Hide()
	s.delivery = kit.NewStatusDot("device.delivery", "", kit.StatusUnknown)
	s.delivery.Hide()
	s.uploadOpen.Hide()
	s.stray.place = kit.VStack(0)
	s.root = kit.Sides(kit.VStack(0, s.statusBar(), s.call, s.stray.place), s.deviceBar(), s.rooms(), nil, kit.Yield(kit.PadXY(kit.SpaceGroups, kit.SpaceBetween, s.body)))
	s.showTime()
	return s
}

func (s *shell) statusBar() fyne.CanvasObject {
	t := s.w.Terminal
	where := kit.NewText("窓口  "+t.City+" "+t.Office+" "+t.Name, kit.TextStyle{Bold: true, Keep: true})
	bar := kit.HStack(kit.SpaceBetween, where)
	s.bar = bar
	if t.Training {
		bar.Add(upright(kit.NewTag(s.w.text.T("shell.training"), kit.Warning)))
	}
	bar.Add(kit.Filler())
	s.mode = newModeChoice(s.w)
	bar.Add(upright(s.mode.bar))
	bar.Add(kit.NewButton("shell.hide", s.w.text.T("shell.hide"), kit.Outlined, s.w.hide).Sized(kit.InTable).Key(fyne.KeyF12))
	bar.Add(s.operator)
	bar.Add(kit.NewButton("shell.logout", s.w.text.T("shell.logout"), kit.TextOnly, s.logout).Sized(kit.InTable))
	return kit.Over(kit.NewSurface(kit.ColorPage, kit.ColorNone, 0, 0),
		kit.VStack(0, kit.PadXY(kit.SpaceBetween, kit.SpaceTight, bar), kit.Ruling()))
}

func (s *shell) logout() {
	s.w.Session.LogOut()
}

func (s *shell) rooms() fyne.CanvasObject {
	list := kit.VStack(kit.SpaceTight)
	for _, r := range rooms() {
		s.nav[r] = kit.NewButton("room."+string(r), s.w.text.T("room."+string(r)), kit.TextOnly, func() { s.w.open(r) })
		list.Add(s.nav[r])
	}
	return kit.Over(kit.NewSurface(kit.ColorPanel, kit.ColorNone, 0, 0),
		kit.Width(kit.Size(kit.WidthNavigation), kit.PadXY(kit.SpaceInside, kit.SpaceBetween, kit.VStack(0, list, kit.Filler(), s.w.stopButton("shell.stop")))))
}

// mark shows in which room we are. The buttons stay the same: one that is pressed just now must not vanish under the hand.
func (s *shell) mark(here room) {
	for r, b := range s.nav {
		if r == here {
			b.SetKind(kit.Outlined)
		} else {
			b.SetKind(kit.TextOnly)
		}
	}
}

const deviceBarHeight = 36 // pixels; with a button in it the bar is as high as the button

func (s *shell) deviceBar() fyne.CanvasObject {
	bar := kit.HStack(kit.SpaceGroups, s.opReader, s.custReader, s.pad, s.upload, s.uploadOpen, s.delivery, kit.Filler(), kit.Height(deviceBarHeight, s.clock))
	s.devices = bar
	return kit.Over(kit.NewSurface(kit.ColorPanel, kit.ColorNone, 0, 0),
		kit.VStack(0, kit.Ruling(), kit.PadXY(kit.SpaceBetween, 0, bar)))
}

// showDevices says in words what each device does.
func (s *shell) showDevices(d Devices) {
	s.device(s.opReader, "device.operator", d.OperatorReader)
	s.device(s.custReader, "device.customer", d.CustomerReader)
	s.device(s.pad, "device.pad", d.Pad)
	s.showUpload(d.Upload)
	s.showDelivery(d.Delivery)
}

// showUpload says how many records still wait for the central server. Waiting is no trouble: nothing local is ever lost by it.
func (s *shell) showUpload(u Upload) {
	if !u.Set {
		return
	}
	t, n := s.w.text, s.w.number(int(u.Behind))
	switch {
	case u.Code != "":
		s.upload.Set(t.T("device.upload.failing", "N", n), kit.StatusBad)
	case !u.Known || u.Behind > 0:
		s.upload.Set(t.T("device.upload.behind", "N", n), kit.StatusUnknown)
	default:
		s.upload.Set(t.T("device.upload.done"), kit.StatusGood)
	}
	s.upload.Show()
	s.uploadOpen.Show()
	s.devices.Refresh()
	if s.uploading != nil {
		s.uploading.fill()
	}
}

func (s *shell) device(dot *kit.StatusDot, name string, c juki.Code) {
	if c == "" {
		dot.Set(s.w.text.T(name)+" "+s.w.text.T("device.ready"), kit.StatusGood)
		return
	}
	dot.Set(s.w.text.T(name)+" "+s.w.text.T("device."+string(c)), kit.StatusBad)
}

func (s *shell) showOperator(o session.Operator) {
	s.operator.SetText(o.Name)
	s.bar.Refresh() // another name has another width
}

func (s *shell) showTime() {
	if s.soon != "" {
		s.clock.SetText(s.soon)
		s.devices.Refresh()
		return
	}
	now := s.w.Now()
	s.clock.SetText(juki.DateOf(now).String() + " (" + juki.WeekdayJapanese(juki.DateOf(now).Weekday()) + ") " + now.In(juki.Tokyo()).Format("15:04"))
}

func (s *shell) setBody(o fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{o}
	s.body.Refresh()
}
