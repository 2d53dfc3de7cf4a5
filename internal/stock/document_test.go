package stock

import (
	"errors"
	"strings"
	"testing"

	"madoguchi/internal/juki"
)

func TestADocumentIsNamedByItsNumber(t *testing.T) {
	for _, good := range []string{"", "第12号", "朝市民第123号", "R8-1124", "納品書12", "送状-7", "2026-11-24-001", "決裁(8)45", "第1号", "1234567890"} {
		if err := checkDocument(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for name, bad := range map[string]string{
		"a name": "見本太郎", "a name with its space": "見本 太郎 12", "a My Number": "123456789012", "one in groups": "1234-5678-9012", "a resident code": "12345678901",
		"one in wide digits": "12345678901", "one among letters": "第12345678901号", "too long": "第" + strings.Repeat("1-", 20), "lines": "第1号\n第2号", "no text": "第1\xff号",
	} {
		if err := checkDocument(bad); !errors.Is(err, juki.Refuse(juki.DocumentForm)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
