package intake

import (
	"strings"
	"testing"

	"hoso/vi/legacy"
)

// TestConversionsAreShown: whoever reads a converted text learns on what that
// rests, and sees a line of it.
func TestConversionsAreShown(t *testing.T) {
	tcvn, vni := encode(t, legacy.TCVN3, letter), encode(t, legacy.VNI, letter)
	fonts := `<html><p style="font-family:VNI-Times">` + strings.ReplaceAll(vni, "\n", "<p style='font-family:VNI-Times'>")
	declared := append([]byte(`<html><meta charset="windows-1258"><pre>`), octets(encode(t, legacy.Windows1258, letter))...)
	for _, c := range []struct {
		name   string
		data   []byte
		want   string
		stated bool
	}{{"bytes", octets(tcvn), "TCVN3", false}, {"characters", []byte(vni), "VNI", false}, {"a font", []byte(fonts), "VNI", true}, {"a page that says so", declared, "Windows-1258", true}} {
		doc := mustRead(t, c.data)
		if len(doc.Conversions) != 1 {
			t.Errorf("%s: %+v", c.name, doc.Conversions)
			continue
		}
		x := doc.Conversions[0]
		switch sure := x.Confidence == 1; {
		case x.Encoding != c.want || x.Stated != c.stated || sure != c.stated || x.Confidence < sureBytes:
			t.Errorf("%s: %+v", c.name, x)
		case x.Before == x.After || len([]rune(x.After)) > sampleRunes || !strings.Contains(strings.Join(strings.Fields(doc.Text), " "), strings.TrimSuffix(x.After, "…")):
			t.Errorf("%s shows %q as %q", c.name, x.Before, x.After)
		}
	}
	if doc := mustRead(t, []byte(letter)); doc.Conversions != nil {
		t.Errorf("Unicode: %+v", doc.Conversions)
	}
}
