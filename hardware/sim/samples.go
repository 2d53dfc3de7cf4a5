package sim

import "fmt"

// sampleMaker makes one named sample card.
type sampleMaker struct {
	name string
	make func(*Factory) (*Card, error)
}

// delivered are the PINs of the sample cards that were handed over already; all of them TEST values.
var delivered = [4]string{"ABC123", "1234", "9876", "4321"}

// SamplePINs are the PINs of the sample card "delivered", by kind.
func SamplePINs() [4]string { return delivered }

// SampleOperatorPIN is the PIN of the sample operators' cards.
const SampleOperatorPIN = "123456"

// sampleMakers is the drawer of sample cards, in the order people see it.
func sampleMakers() []sampleMaker {
	var all []sampleMaker
	for _, o := range SampleOperators() {
		all = append(all, sampleMaker{o.Label, func(f *Factory) (*Card, error) { return f.Operator(o) }})
	}
	mine := func(name string, d MyNumberCard) {
		all = append(all, sampleMaker{name, func(f *Factory) (*Card, error) { return f.MyNumber(d) }})
	}
	base := func(number int) MyNumberCard {
		return MyNumberCard{Serial: fmt.Sprintf("4000000000%05d", number), Municipality: "28225", Expires: "20360401"}
	}
	with := func(number int, change func(*MyNumberCard)) MyNumberCard {
		d := base(number)
		change(&d)
		return d
	}
	mine("new-1", base(1))
	mine("new-2", base(2))
	mine("delivered", with(101, func(d *MyNumberCard) { d.PINs = delivered }))
	mine("blocked", with(102, func(d *MyNumberCard) { d.PINs, d.Blocked = delivered, [4]bool{true, true, true, true} }))
	mine("expired", with(103, func(d *MyNumberCard) { d.Expires = "20200331" }))
	mine("other-city", with(104, func(d *MyNumberCard) { d.Municipality = "40130" }))
	mine("child", with(105, func(d *MyNumberCard) { d.NoSignature, d.Birth = true, "20180505" }))
	mine("face-only", with(106, func(d *MyNumberCard) { d.FaceOnly = true }))
	mine("mute", with(107, func(d *MyNumberCard) { d.Mute = true }))
	all = append(all,
		sampleMaker{"resident", func(f *Factory) (*Card, error) {
			return f.Resident(ResidentCard{Label: "resident", PIN: "1234", Password: "abc123"})
		}},
		sampleMaker{"forged-operator", func(f *Factory) (*Card, error) {
			return f.Operator(OperatorCard{Label: "S001", Forged: true})
		}})
	return all
}

// SampleNames lists the sample cards: operators, new and delivered My Number cards and one of each trouble.
func SampleNames() []string {
	var names []string
	for _, s := range sampleMakers() {
		names = append(names, s.name)
	}
	return names
}

// Sample makes the sample card of the name.
func (f *Factory) Sample(name string) (*Card, error) {
	for _, s := range sampleMakers() {
		if s.name == name {
			return s.make(f)
		}
	}
	return nil, fmt.Errorf("there is no sample card %q; there are %v", name, SampleNames())
}
