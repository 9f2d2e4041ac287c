package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"

	"hoso/internal/access"
	"hoso/internal/app"
	"hoso/internal/org"
)

func TestRenameLeavesOneLeaf(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	a, err := app.Open(ctx, app.Config{Dir: dir, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		t.Fatal(err)
	}
	op := org.By{Actor: access.System("operator")}
	body, _, err := a.Org.Found(ctx, op, org.NewUnitForm{Code: "B", Name: "Bộ Thử nghiệm", From: "2020-01-01", Basis: "NĐ 1"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		if _, _, err := a.Org.Create(ctx, op, org.NewUnitForm{Code: fmt.Sprint("U", i), Kind: org.KindDepartment, Name: fmt.Sprint("Vụ ", i), Parent: body, From: "2020-01-01", Basis: "QĐ 2"}); err != nil {
			t.Fatal(err)
		}
	}
	nodes, err := a.Org.Read.Tree(ctx, "2024-01-01")
	if err != nil || len(nodes) != 21 {
		t.Fatal(len(nodes), err)
	}
	a.Close()
	r, err := app.Verify(ctx, dir, "", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", r)
	if !r.Clean() || r.Leaves != 22 || r.Size != 22 {
		t.Errorf("%+v", r)
	}
}
