package signin_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"hoso/internal/clock"
	"hoso/internal/errs"
	"hoso/internal/id"
	"hoso/internal/signin"
)

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return errs.Of(err).Code
}

func TestName(t *testing.T) {
	for name, ok := range map[string]bool{"binh.tt": true, "an2": true, "a-b_c.d9": true, "an": false, "": false, "1an": false, "012345678901": false,
		"binh..tt": false, "binh.": false, ".binh": false, "Binh": false, "bình": false, "a b c": false, strings.Repeat("a", 33): false, strings.Repeat("a", 32): true} {
		if (signin.CheckName(name) == nil) != ok {
			t.Errorf("%q: %v", name, signin.CheckName(name))
		}
	}
	if signin.CleanName("  Binh.TT ") != "binh.tt" {
		t.Error("a name is not cleaned")
	}
}

// TestPassword: length counts, and what everybody tries first does not.
func TestPassword(t *testing.T) {
	of := signin.PasswordOf{Account: "binh.tt", Words: []string{"Bộ Thử nghiệm", "Trần Thị Bình"}}
	for password, want := range map[string]string{
		"con cò lặn lội bờ sông": "", "mưa rơi trên mái tôn cũ": "", "tôi thích ăn bún chả chiều nay": "", "xkr7-hq2m-vw9d-p": "", "ĂĐƯƠÂÊÔ ngoằn ngoèo khúc khuỷu": "",
		"ngắn quá 123": "signin.password.short", strings.Repeat("kâ7 ", 65): "signin.password.long", strings.Repeat("e\u0302\u0301", 14): "signin.password.short",
		"passwordpassword": "signin.password.common", "Matkhau123456789": "signin.password.common", "mật khẩu mật khẩu": "signin.password.common",
		"aaaaaaaaaaaaaaaaaaaa": "signin.password.common", "123456789012345678": "signin.password.common", "qwertyuiopasdfghjkl": "signin.password.common",
		"TranThiBinh@2026!!": "signin.password.common", "bothunghiem-binh.tt-123": "signin.password.common", "Hanoi2025Vietnam123!": "signin.password.common",
		"anhyeuem anhyeuem 1": "signin.password.common",
	} {
		if got := codeOf(signin.CheckPassword(password, of)); got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
}

// TestHash: a hash fits its password alone, in whatever form its accents came, and a stored one that
// costs too much is refused before it costs anything.
func TestHash(t *testing.T) {
	h := signin.NewHasher(signin.Cost{Time: 1, Memory: 64, Lanes: 1}, 4)
	stored, err := h.Hash("  câu có dấu cách ")
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Fatal(stored, err)
	}
	for password, want := range map[string]bool{"  câu có dấu cách ": true, "câu có dấu cách": false, "": false,
		"  ca\u0302u co\u0301 da\u0302\u0301u ca\u0301ch ": true, "  câu có dấu  cách ": false} {
		if ok, err := h.Verify(stored, password); ok != want || err != nil {
			t.Errorf("%q: %v %v", password, ok, err)
		}
	}
	if ok, err := h.Verify("", ""); ok || err != nil {
		t.Errorf("nobody's hash: %v %v", ok, err)
	}
	for _, bad := range []string{"x", strings.Replace(stored, "m=64", "m=4194304", 1), strings.Replace(stored, "t=1", "t=99", 1), strings.Replace(stored, "p=1", "p=64", 1),
		strings.Replace(stored, "m=64", "m=064", 1), strings.Replace(stored, "v=19", "v=16", 1), strings.Replace(stored, "argon2id", "argon2i", 1), stored[:len(stored)-3]} {
		if _, err := h.Verify(bad, "x"); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}

// TestHasherQueue: whoever finds every place to wait taken hears so at once.
func TestHasherQueue(t *testing.T) {
	h := signin.NewHasher(signin.Cost{Time: 3, Memory: 16 << 10, Lanes: 1}, 2)
	var busy, done int
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			_, err := h.Hash("x")
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				done++
			} else if codeOf(err) == "signin.busy.throttled" {
				busy++
			}
		})
	}
	all.Wait()
	if busy == 0 || done == 0 || busy+done != 200 {
		t.Errorf("%d done, %d refused", done, busy)
	}
}

// TestTOTP is the table of RFC 6238, appendix B, in six digits.
func TestTOTP(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got := signin.TOTPAt(secret, at/30); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
	now := clock.Of(time.Unix(59, 0))
	for typed, want := range map[string]bool{"287082": true, "287 082": true, "287083": false, "": false, signin.TOTPAt(secret, 0): true, signin.TOTPAt(secret, 2): true,
		signin.TOTPAt(secret, 3): false} {
		if _, ok := signin.CheckTOTP(secret, typed, now); ok != want {
			t.Errorf("%q: %v", typed, ok)
		}
	}
}

// TestCode: a code is read however it is typed, and no two are the same.
func TestCode(t *testing.T) {
	seen := map[[32]byte]bool{}
	for range 1000 {
		text := signin.NewCode()
		h, ok := signin.HashCode(text)
		if !ok || seen[h] || len(text) != 29 {
			t.Fatalf("%q", text)
		}
		seen[h] = true
		other := strings.NewReplacer("0", "o", "1", "l", "-", " ").Replace(strings.ToLower(text))
		if again, ok := signin.HashCode("  " + other + "\n"); !ok || again != h {
			t.Fatalf("%q is not %q", other, text)
		}
	}
	for _, bad := range []string{"", "x", "123456", strings.Repeat("a", 25), strings.Repeat("u", 24), "7K2M-9QXC-7K2M-9QXC-7K2M-9QX"} {
		if _, ok := signin.HashCode(bad); ok {
			t.Errorf("%q is a code", bad)
		}
	}
}

// TestTally: five attempts are free, then each doubles the wait up to a quarter
// of an hour.
func TestTally(t *testing.T) {
	now := clock.Of(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))
	var waits []time.Duration
	tally := signin.Tally{}
	for range 12 {
		next, wait := tally.Attempt(now)
		if wait > 0 {
			t.Fatalf("waits %v after its time", wait)
		}
		tally = next
		if tally.Until > 0 {
			waits = append(waits, time.Duration(tally.Until-now)*time.Microsecond)
			if _, wait = tally.Attempt(tally.Until - 1); wait != 1 {
				t.Fatalf("a microsecond early: %v", wait)
			}
			now = tally.Until
		}
	}
	want := []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute, 15 * time.Minute}
	for i := range want {
		if i >= len(waits) || waits[i] != want[i] {
			t.Fatalf("waits %v, want %v", waits, want)
		}
	}
	if next, _ := tally.Attempt(now + clock.Micros(13*time.Hour/time.Microsecond)); next.Failures != 1 {
		t.Error("a quiet half day is not forgotten")
	}
}

// TestSeal: what is sealed opens for its use and its id alone.
func TestSeal(t *testing.T) {
	k, err := signin.NewKeys(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	a, b := id.New(), id.New()
	sealed := k.Seal("kept", a, []byte("x"))
	if plain, err := k.Open("kept", a, sealed); err != nil || string(plain) != "x" {
		t.Error(plain, err)
	}
	for _, try := range []func() error{
		func() error { _, err := k.Open("kept", b, sealed); return err },
		func() error { _, err := k.Open("totp", a, sealed); return err },
		func() error { _, err := k.Open("kept", a, sealed[:5]); return err },
		func() error { sealed[len(sealed)-1] ^= 1; _, err := k.Open("kept", a, sealed); return err },
	} {
		if try() == nil {
			t.Error("it opens elsewhere")
		}
	}
}

// TestApprove: a recovery needs a second officer who is not its owner, in time.
func TestApprove(t *testing.T) {
	first, second, owner := id.New(), id.New(), id.New()
	for name, c := range map[string]struct {
		by   id.ID
		at   clock.Micros
		code string
	}{"second": {second, 5, ""}, "first": {first, 5, "signin.recovery.same"}, "owner": {owner, 5, "signin.recovery.same"}, "late": {second, 11, "signin.recovery.over"}} {
		code := signin.Code{Account: owner, State: signin.StateAsked, MadeAt: 1, ExpiresAt: 10, StartedBy: first}
		if got := codeOf(code.Approve(c.by, [32]byte{1}, c.at)); got != c.code {
			t.Errorf("%s: %q", name, got)
		}
		if c.code == "" && codeOf(code.Approve(second, [32]byte{2}, 6)) != "signin.recovery.over" {
			t.Errorf("%s: approved twice", name)
		}
	}
}

// TestQR: the picture has its three finders, its quiet zone, and room for the
// longest address. (zbarimg read one of each version back when it was written.)
func TestQR(t *testing.T) {
	for n, size := range map[int]int{1: 21, 17: 21, 18: 25, 100: 37, 106: 37, 107: 41, 154: 45, 155: 49, 271: 57} {
		q, err := signin.NewQR(strings.Repeat("a", n))
		if err != nil || q.Size != size {
			t.Errorf("%d bytes: %v, want %d modules", n, err, size)
			continue
		}
		if !strings.HasPrefix(q.Path(), "M4 4h7v1h-7z") {
			t.Errorf("%d bytes: no finder in the corner: %.40s", n, q.Path())
		}
	}
	if _, err := signin.NewQR(strings.Repeat("a", 272)); err == nil {
		t.Error("too long a text was drawn")
	}
}
