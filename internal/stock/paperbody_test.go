package stock_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

var papers = map[stock.PaperKind]any{
	stock.PaperLogList: stock.LogSheet{}, stock.PaperLogInspection: stock.InspectionSheet{}, stock.PaperLogUsage: stock.UsageSheet{},
	stock.PaperDaily: stock.DaySheet{}, stock.PaperLedger: stock.LedgerSheet{}, stock.PaperList: stock.StockList{}, stock.PaperDisposal: stock.DisposalSheet{},
	stock.PaperMonth: stock.MonthSheet{}, stock.PaperPick: stock.PickList{}, stock.PaperTransfer: stock.TransferSheet{}, stock.PaperLabels: stock.LabelSheet{},
	stock.PaperIncident: stock.IncidentSheet{}, stock.PaperOffice: stock.OfficeSheet{}, stock.PaperEmergency: stock.EmergencySheet{},
}

// Whatever a paper says is stored: with every field of every struct in it set, the paper comes back the same.
func TestEveryFieldOfEveryPaperIsStored(t *testing.T) {
	for kind, empty := range papers {
		for name, body := range map[string]any{"empty": empty, "filled": filled(t, reflect.TypeOf(empty)).Interface()} {
			got, text, err := stock.EncodePaper(body)
			if err != nil || got != kind {
				t.Fatalf("%s: encoded as %q, %v", kind, got, err)
			}
			back, err := stock.DecodePaper(kind, text)
			if err != nil {
				t.Fatalf("%s, %s: %v", kind, name, err)
			}
			if diff := cmp.Diff(body, back); diff != "" {
				t.Errorf("%s, %s: %s", kind, name, diff)
			}
		}
	}
}

func TestWhatIsNoPaperIsRefused(t *testing.T) {
	for name, body := range map[string]any{"nothing": nil, "a pointer": &stock.PickList{}, "something else": stock.Movement{}, "text": "daily"} {
		if _, _, err := stock.EncodePaper(body); !errors.Is(err, juki.Refuse(juki.PaperUnknown)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := stock.DecodePaper("poster", []byte("{}")); !errors.Is(err, juki.Refuse(juki.PaperUnknown)) {
		t.Errorf("an unknown kind: %v", err)
	}
	_, good, err := stock.EncodePaper(stock.LabelSheet{Labels: []stock.PlaceID{"A-01"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty": "", "cut off": string(good[:len(good)-1]), "two of them": string(good) + string(good), "a field too many": strings.Replace(string(good), `"Labels"`, `"Lables"`, 1),
		"a number for a label": strings.Replace(string(good), `"A-01"`, `1`, 1),
	} {
		if body, err := stock.DecodePaper(stock.PaperLabels, []byte(text)); err == nil {
			t.Errorf("%s is read as %+v", name, body)
		}
	}
}

// filled is a value of a type with nothing left zero.
func filled(t *testing.T, of reflect.Type) reflect.Value {
	v := reflect.New(of).Elem()
	switch {
	case of == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 11, 24, 17, 15, 3, 4e6, juki.Tokyo())))
		return v
	case of == reflect.TypeFor[juki.Date]():
		v.Set(reflect.ValueOf(juki.Date{Year: 2026, Month: 11, Day: 24}))
		return v
	}
	switch of.Kind() {
	case reflect.String:
		v.SetString("𠮷 <&> \"\n")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(-7)
	case reflect.Struct:
		for i := range of.NumField() {
			v.Field(i).Set(filled(t, of.Field(i).Type))
		}
	case reflect.Slice:
		v.Set(reflect.Append(v, filled(t, of.Elem()), filled(t, of.Elem())))
	case reflect.Map:
		v.Set(reflect.MakeMap(of))
		v.SetMapIndex(filled(t, of.Key()), filled(t, of.Elem()))
	case reflect.Array:
		for i := range of.Len() {
			v.Index(i).Set(filled(t, of.Elem()))
		}
	case reflect.Uint8:
		v.SetUint(9)
	default:
		t.Fatalf("a paper has a %s", of)
	}
	return v
}
