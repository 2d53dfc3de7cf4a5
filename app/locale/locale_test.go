package locale

import "testing"

func TestALanguageIsNamedWhereThereIsNone(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{nil, ""},
		{map[string]string{"LANG": "C"}, ""}, // Fyne knows this one
		{map[string]string{"LANG": "C.UTF-8"}, "ja"},
		{map[string]string{"LC_ALL": "POSIX.utf8", "LANG": "en_GB.UTF-8"}, "ja"},
		{map[string]string{"LC_ALL": "en_GB.UTF-8", "LANG": "C.UTF-8"}, ""},
		{map[string]string{"LANG": "ja_JP.UTF-8"}, ""},
		{map[string]string{"LANG": "C.UTF-8", "LANGUAGE": "en"}, "en"},
	} {
		got := map[string]string{}
		for k, v := range c.env {
			got[k] = v
		}
		settle(func(k string) string { return got[k] }, func(k, v string) error { got[k] = v; return nil })
		if got["LANGUAGE"] != c.want {
			t.Errorf("%v: %q", c.env, got["LANGUAGE"])
		}
	}
}
