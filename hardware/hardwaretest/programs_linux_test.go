package hardwaretest_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/hardware/sim"
	"madoguchi/hardware/sim/ifd"
)

// Programs that know nothing of us must accept the simulated cards: what they take for a
// My Number card or an operator card is worth testing the counter against.

// desk is a private pcscd with one reader and the programs that use it.
type desk struct {
	*testing.T
	service *ifd.Service
	dir     string
}

// sitDown inserts a sample card before a fresh pcscd and checks that the programs are installed.
func sitDown(t *testing.T, card string, programs ...string) *desk {
	t.Helper()
	for _, p := range programs {
		need(t, p)
	}
	dir, err := os.MkdirTemp("", "desk") // sockets need a short path
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	service, err := ifd.Start(t.Context(), ifd.Config{Dir: dir, Readers: []string{"Customer Reader"}, Private: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = service.Close() })
	d := &desk{T: t, service: service, dir: dir}
	d.swap(card)
	return d
}

// swap puts another sample card into the reader.
func (d *desk) swap(card string) {
	d.Helper()
	c, err := sim.NewFactory().Sample(card)
	if err != nil {
		d.Fatal(err)
	}
	if err := d.service.Swap(d.service.Names()[0], c); err != nil {
		d.Fatal(err)
	}
	d.settle()
}

// need skips the test when a program is missing, but never in CI.
func need(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not installed", program)
	}
	t.Skipf("%s is not installed: what it thinks of the simulated cards stays unknown", program)
}

func (d *desk) settle() {
	d.Helper()
	ctx, cancel := context.WithTimeout(d.Context(), 20*time.Second)
	defer cancel()
	if err := d.service.Settle(ctx); err != nil {
		d.Fatal(err)
	}
}

// try runs a program against the desk's pcscd and gives what it said and whether it was content.
func (d *desk) try(name string, args ...string) (said string, content bool) {
	d.Helper()
	cmd := exec.CommandContext(d.Context(), name, args...)
	cmd.Env = append(os.Environ(), "PCSCLITE_CSOCK_NAME="+d.service.Socket(), "LC_ALL=C")
	out, err := cmd.CombinedOutput()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		d.Fatalf("%s: %v", name, err)
	}
	return string(out), err == nil
}

func (d *desk) run(name string, args ...string) string {
	d.Helper()
	said, content := d.try(name, args...)
	if !content {
		d.Fatalf("%s %s:\n%s", name, strings.Join(args, " "), said)
	}
	return said
}

func (d *desk) file(name string) string { return filepath.Join(d.dir, name) }

func (d *desk) wantSaid(said string, parts ...string) {
	d.Helper()
	for _, p := range parts {
		if !strings.Contains(said, p) {
			d.Errorf("%q is missing in:\n%s", p, said)
		}
	}
}

func TestOpenSCReadsAMyNumberCard(t *testing.T) {
	d := sitDown(t, "delivered", "opensc-tool", "pkcs15-tool", "openssl")
	d.wantSaid(d.run("opensc-tool", "-l"), "Customer Reader 00 00", "Yes")
	d.wantSaid(d.run("opensc-tool", "-n"), "jpki")
	d.wantSaid(d.run("pkcs15-tool", "--list-pins"),
		"User Authentication PIN", "Tries left     : 3", "Digital Signature PIN", "Tries left     : 5")
	d.wantSaid(d.run("pkcs15-tool", "-D"), "User Authentication Key", "Digital Signature Key", "Certificate")
	for id, subject := range map[string]string{"1": "Sample authentication", "3": "Test CA for authentication", "4": "Test CA for signatures"} {
		d.run("pkcs15-tool", "--read-certificate", id, "-o", d.file("c"+id))
		d.wantSaid(d.run("openssl", "x509", "-in", d.file("c"+id), "-noout", "-subject"), subject)
	}
	if said, content := d.try("pkcs15-tool", "--read-certificate", "2"); content {
		t.Errorf("the signature certificate came without its password:\n%s", said)
	}
	d.run("pkcs15-tool", "--read-certificate", "2", "--verify-pin", "--auth-id", "2", "--pin", "ABC123", "-o", d.file("c2"))
	d.wantSaid(d.run("openssl", "verify", "-partial_chain", "-CAfile", d.file("c4"), d.file("c2")), "OK")
	d.wantSaid(d.run("openssl", "verify", "-partial_chain", "-CAfile", d.file("c3"), d.file("c1")), "OK")
}

func TestOpenSCBlocksAPINWithThreeWrongOnes(t *testing.T) {
	d := sitDown(t, "delivered", "pkcs15-tool")
	verify := []string{"--verify-pin", "--auth-id", "1", "--pin"}
	d.run("pkcs15-tool", append(verify, "1234")...)
	for left := range 3 {
		if said, content := d.try("pkcs15-tool", append(verify, "0000")...); content {
			t.Fatalf("wrong PIN %d was taken:\n%s", left, said)
		}
	}
	said, content := d.try("pkcs15-tool", append(verify, "1234")...)
	if content {
		t.Errorf("a blocked card took the right PIN:\n%s", said)
	}
	d.wantSaid(d.run("pkcs15-tool", "--list-pins"), "Tries left     : 0", "Tries left     : 5")
}

func TestOpenSCSignsAndOpenSSLAgrees(t *testing.T) {
	d := sitDown(t, "delivered", "pkcs15-tool", "pkcs15-crypt", "openssl")
	text := []byte("窓口の見本の文書\n")
	if err := os.WriteFile(d.file("text"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	d.run("openssl", "dgst", "-sha256", "-binary", "-out", d.file("hash"), d.file("text"))
	d.run("pkcs15-crypt", "--sign", "--key", "1", "--sha-256", "--pkcs1", "--pin", "1234", "-i", d.file("hash"), "-o", d.file("signature"))
	d.run("pkcs15-tool", "--read-certificate", "1", "-o", d.file("cert"))
	d.run("openssl", "x509", "-in", d.file("cert"), "-noout", "-pubkey", "-out", d.file("key"))
	check := []string{"dgst", "-sha256", "-verify", d.file("key"), "-signature", d.file("signature"), d.file("text")}
	d.wantSaid(d.run("openssl", check...), "Verified OK")
	if err := os.WriteFile(d.file("text"), append(text, '.'), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, content := d.try("openssl", check...); content {
		t.Errorf("another text has the same signature:\n%s", said)
	}
}

func TestOpenSCSeesAnUndeliveredCard(t *testing.T) {
	d := sitDown(t, "new-1", "pkcs15-tool")
	d.wantSaid(d.run("pkcs15-tool", "--list-pins"), "Tries left     : 3", "Tries left     : 5")
	if said, content := d.try("pkcs15-tool", "--verify-pin", "--auth-id", "1", "--pin", "1234"); content {
		t.Errorf("a card without PINs took one:\n%s", said)
	}
	d.wantSaid(d.run("pkcs15-tool", "--list-pins"), "Tries left     : 3", "Tries left     : 5")
}

func TestYubicoPIVToolUsesAnOperatorCard(t *testing.T) {
	d := sitDown(t, "S001", "yubico-piv-tool", "openssl")
	piv := func(args ...string) []string { return append([]string{"-r", "Customer"}, args...) }
	d.wantSaid(d.run("yubico-piv-tool", piv("-a", "status")...), "CN=S001", "ECCP256", "PIN tries left:\t3")
	if said, content := d.try("yubico-piv-tool", piv("-a", "verify-pin", "-P", "000000")...); content {
		t.Errorf("a wrong PIN was taken:\n%s", said)
	}
	d.wantSaid(d.run("yubico-piv-tool", piv("-a", "status")...), "PIN tries left:\t2")
	d.run("yubico-piv-tool", piv("-a", "verify-pin", "-P", "123456")...)
	d.wantSaid(d.run("yubico-piv-tool", piv("-a", "status")...), "PIN tries left:\t3")
	for _, slot := range []string{"9a", "9e"} {
		d.run("yubico-piv-tool", piv("-a", "read-certificate", "-s", slot, "-o", d.file(slot))...)
		d.wantSaid(d.run("yubico-piv-tool", piv("-a", "verify-pin", "-P", "123456", "-a", "test-signature", "-s", slot, "-i", d.file(slot))...),
			"Successful ECDSA verification")
		d.wantSaid(d.run("openssl", "x509", "-in", d.file(slot), "-noout", "-subject"), "S001")
	}
}

func TestAForgedOperatorCardShowsOnlyInItsSignature(t *testing.T) {
	d := sitDown(t, "S001", "yubico-piv-tool")
	read := func() []byte {
		d.run("yubico-piv-tool", "-r", "Customer", "-a", "read-certificate", "-s", "9e", "-o", d.file("cert"))
		b, err := os.ReadFile(d.file("cert"))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	genuine := read()
	d.swap("forged-operator")
	if !bytes.Equal(genuine, read()) {
		t.Error("the forged card shows another certificate: it tests nothing")
	}
	said, content := d.try("yubico-piv-tool", "-r", "Customer", "-a", "test-signature", "-s", "9e", "-i", d.file("cert"))
	if content || strings.Contains(said, "Successful") {
		t.Errorf("the forged card signed well:\n%s", said)
	}
}
