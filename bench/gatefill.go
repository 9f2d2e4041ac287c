package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/jackc/pgx/v5"

	"hoso/internal/access"
	"hoso/internal/access/accesssql"
	"hoso/internal/clock"
	"hoso/internal/id"
	"hoso/internal/org"
	"hoso/internal/person"
	"hoso/internal/schema"
)

const (
	branches = 10 // each with
	stations = 300
	granted  = 20 // documents that one reader may read besides
)

// gateReader is somebody who reads at and below a unit.
type gateReader struct {
	name    string
	actor   access.Actor
	unit    id.ID
	granted []id.ID // documents, besides
}

// people makes the demo's body with 3,000 units more, and readers of all of it,
// of a tenth and of one station.
func (g *gatehouse) people(ctx context.Context) ([]gateReader, error) {
	err := g.app.Seed(ctx)
	if err == nil {
		g.body, err = g.app.Org.Read.Body(ctx)
	}
	if err == nil {
		err = g.branches(ctx)
	}
	if err != nil {
		return nil, err
	}
	all, err := g.app.Org.Read.All(ctx)
	if err != nil {
		return nil, err
	}
	byCode := map[string]id.ID{}
	for _, u := range all {
		byCode[u.Code], g.units = u.ID, append(g.units, u.ID)
	}
	readers := []gateReader{{name: "the whole body", unit: g.body}, {name: "a branch of 301 units", unit: byCode["CN.3"]},
		{name: "the same, and 20 grants", unit: byCode["CN.3"]}, {name: "one station", unit: byCode["CS.3.7"]}}
	for i := range readers {
		if readers[i].actor, err = g.reader(ctx, readers[i].unit, access.RoleMember); err != nil {
			return nil, err
		}
	}
	return readers, nil
}

func (g *gatehouse) branches(ctx context.Context) error {
	op := access.System("operator")
	var lines []org.UnitLine
	add := func(code, parent string) {
		lines = append(lines, org.UnitLine{Row: len(lines) + 2, Code: code, Kind: org.KindStation, Name: "Cơ sở " + code, Parent: parent, From: "2022-01-01", Basis: "Quyết định (văn bản giả định)"})
	}
	for i := range branches {
		add(fmt.Sprint("CN.", i), "KN")
		for k := range stations {
			add(fmt.Sprint("CS.", i, ".", k), fmt.Sprint("CN.", i))
		}
	}
	plan, err := g.app.Org.PlanUnits(ctx, op, lines)
	if err == nil {
		_, err = g.app.Org.ImportUnits(ctx, org.By{Actor: op}, lines, plan.Digest())
	}
	return err
}

// files gives the body people with a file each, and those who keep files.
func (g *gatehouse) files(ctx context.Context) error {
	for range keepers {
		k, err := g.reader(ctx, g.body, access.RoleMember, access.RoleDeptSpecialist)
		if err != nil {
			return err
		}
		g.keepers = append(g.keepers, k)
	}
	var list []*person.Person
	for n := range persons {
		p, err := person.New(person.Name{Family: "Trần", Middle: "Văn", Given: fmt.Sprint("Thứ ", n)}, g.units[n%len(g.units)], g.body)
		if err != nil {
			return err
		}
		list, g.persons = append(list, p), append(g.persons, p.ID)
	}
	for unit := range slices.Chunk(list, 50) {
		if _, err := g.app.Person.Add(ctx, g.keepers[0], [16]byte{}, g.body, unit); err != nil {
			return err
		}
	}
	for n, p := range list {
		by := access.By{Actor: g.keepers[n%keepers]}
		_, err := g.app.Person.Change(ctx, by, p.ID, person.ChangeForm{Name: p.Name, StaffCode: fmt.Sprintf("DO-%04d", n), Born: "1980-05-17", PersonalNumber: fmt.Sprintf("099080%06d", n), Version: p.Version})
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *gatehouse) reader(ctx context.Context, unit id.ID, roles ...access.Role) (access.Actor, error) {
	acc := accesssql.Account{ID: id.New(), Person: id.New(), Unit: unit, From: "2020-01-01", Basis: "1/QĐ"}
	for _, r := range roles {
		acc.Roles = append(acc.Roles, access.Holding{Role: r, Unit: unit})
	}
	_, err := g.app.Accounts.Create(ctx, access.System("operator"), [16]byte{}, acc)
	return access.Actor{Account: acc.ID, Person: acc.Person}, err
}

// grant opens documents to a reader, wherever they lie.
func (g *gatehouse) grant(ctx context.Context, r *gateReader) error {
	head, err := persona(ctx, g.app, "vu_truong_tccb")
	if err != nil {
		return err
	}
	head.Fresh = true
	r.granted = g.marks[:granted]
	today := clock.Today(g.app.Clock)
	for _, doc := range r.granted {
		_, err := g.app.Needs.Grant(ctx, accesssql.By{Actor: head}, accesssql.GrantForm{Account: r.actor.Account, Object: access.Object{Kind: "directive", ID: doc},
			Purpose: access.PurposeSecret, Basis: access.Basis{Kind: access.BasisCase, Text: "1/2026"}, From: today, Last: today.AddDays(30)})
		if err != nil {
			return err
		}
	}
	return nil
}

// fill writes the documents behind the program's back, while it is closed:
// what is measured reads them only, and verify would name every one.
func (g *gatehouse) fill(ctx context.Context) error {
	tab, _ := schema.Lookup("directive") // it is there: the program makes it
	var columns []string
	for _, c := range tab.Columns {
		columns = append(columns, c.Name)
	}
	for n := 0; n < g.docs; n += 1000 {
		g.marks = append(g.marks, documentID(n))
	}
	row := func(n int) []any { return document(n, g.units[n%len(g.units)]) }
	if g.pg == "" {
		return fillSQLite(ctx, filepath.Join(g.dir, "hoso.db"), g.docs, row)
	}
	c, err := pgx.Connect(ctx, g.pg)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.CopyFrom(ctx, pgx.Identifier{tab.Name}, columns, pgx.CopyFromSlice(g.docs, func(n int) ([]any, error) { return row(n), nil }))
	if err == nil {
		_, err = c.Exec(ctx, "ANALYZE")
	}
	return err
}

func fillSQLite(ctx context.Context, path string, docs int, row func(int) []any) error {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=synchronous(OFF)&_pragma=cache_size(-500000)")
	if err != nil {
		return err
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	put, err := tx.PrepareContext(ctx, "INSERT INTO directive VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
	for n := 0; n < docs && err == nil; n++ {
		_, err = put.ExecContext(ctx, row(n)...)
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}

// documentID rises with n, as if all had been entered in this order.
func documentID(n int) id.ID {
	var d id.ID
	binary.BigEndian.PutUint32(d[:], uint32(n+1))
	return d
}

// document is a row of the register in the order of its columns.
func document(n int, unit id.ID) []any {
	kinds := []string{"NĐ", "TT", "QĐ", "CV", "KH"}
	doc, kind, day := documentID(n), kinds[n%len(kinds)], clock.Day(2010+n%16, 1+n/16%12, 1+n/192%28)
	return []any{doc[:], 1, make([]byte, 16), 0, unit[:], unit[:], "registered", nil, kind, fmt.Sprint(n, "/", kind), "Bộ Xây dựng", string(day),
		fmt.Sprint("Quy định số ", n, " về quản lý cán bộ, công chức"), "", "", string(day.AddDays(n % 9)), "", 0, ""}
}

// rawCommits gives a function that makes a row of an entry's size durable on the
// bare engine.
func (g *gatehouse) rawCommits(ctx context.Context) (func(context.Context) error, error) {
	body := bytes.Repeat([]byte("x"), 700)
	if g.pg != "" {
		c, err := pgx.Connect(ctx, g.pg)
		if err == nil {
			_, err = c.Exec(ctx, "CREATE TABLE bench_raw (id bigserial PRIMARY KEY, body bytea NOT NULL)")
		}
		return func(ctx context.Context) error {
			_, err := c.Exec(ctx, "INSERT INTO bench_raw (body) VALUES ($1)", body)
			return err
		}, err
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(g.dir, "raw.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err == nil {
		_, err = db.ExecContext(ctx, "CREATE TABLE raw (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
	}
	return func(ctx context.Context) error {
		_, err := db.ExecContext(ctx, "INSERT INTO raw (body) VALUES (?)", body)
		return err
	}, err
}
