package ledgersql

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"golang.org/x/mod/sumdb/note"

	"hoso/internal/access"
	"hoso/internal/id"
	"hoso/internal/ledger"
	"hoso/internal/schema"
	"hoso/internal/sqldb"
)

// Derived recomputes one derived table for comparison.
type Derived struct {
	Table string
	// Rows gives every row that the table should have, by column name.
	Rows func(ctx context.Context, q sqldb.Querier, emit func(sqldb.Row) error) error
}

// Against is what a verification compares with besides the database itself.
type Against struct {
	Key     note.Verifier
	Folder  []byte   // DIR/checkpoint, nil when it is absent
	Witness [][]byte // checkpoints that were kept elsewhere
	Derived []Derived
}

// pageSize is the number of rows that a verification holds at a time.
const pageSize = 1000

// verifier walks one snapshot of the database, each table by its key, a page
// at a time, so that memory does not grow with it.
type verifier struct {
	ctx     context.Context
	q       sqldb.Querier
	against Against
	report  ledger.Report
	tree    ledger.Frontier
	nodes   map[[2]int64]ledger.Hash // recomputed
	roots   map[int64]ledger.Hash    // at the sizes of checkpoints
	goesOn  []ledger.Entry           // where the log goes on from a backup
}

// Verify compares the whole database with its ledger and the ledger with its
// checkpoints, in one snapshot, reading only. An error says that it could not
// check; what it found wrong stands in the report.
func Verify(ctx context.Context, db *sqldb.DB, against Against) (ledger.Report, error) {
	v := &verifier{against: against, nodes: map[[2]int64]ledger.Hash{}, roots: map[int64]ledger.Hash{}}
	err := db.Snapshot(ctx, func(ctx context.Context, q sqldb.Querier) error {
		v.ctx, v.q = ctx, q
		for _, step := range []func() error{v.sizes, v.leaves, v.leafless, v.orphans, v.storedTree, v.checkpoints, v.outside, v.governed, v.derived} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	return v.report, err
}

// sizes notes at which tree sizes a root will be asked for.
func (v *verifier) sizes() error {
	for _, signed := range append([][]byte{v.against.Folder}, v.against.Witness...) {
		if c, err := ledger.OpenCheckpoint(signed, v.against.Key); err == nil {
			v.roots[c.Size] = ledger.Hash{}
		}
	}
	v.roots[0] = new(ledger.Frontier).Root() // no leaf leads to it, and a kept checkpoint may be of it
	return sqldb.Each(v.ctx, v.q, func(row sqldb.Scanner) error {
		var size int64
		err := row.Scan(&size)
		v.roots[size] = ledger.Hash{}
		return err
	}, `SELECT size FROM ledger_checkpoint`)
}

// storedEntry is an entry as stored, with its leaf if it has one.
type storedEntry struct {
	id           id.ID
	at           int64
	actor        []byte
	action, kind string
	object       []byte
	outcome      string
	body, salt   []byte
	idx          *int64
	leaf         []byte
	missing      bool
	rows         []ledger.Row
	subjects     []id.ID
}

const entryColumns = `e.id, e.at, e.actor, e.action, e.object_kind, e.object_id, e.outcome, e.body, e.salt`

// leaves walks the tree in order: every leaf with its entry.
func (v *verifier) leaves() error {
	next := int64(0)
	for {
		page, err := sqldb.All(v.ctx, v.q, scanLeaf, `SELECT l.idx, l.entry_id, l.leaf, e.id IS NULL, COALESCE(e.at, 0), e.actor,
			COALESCE(e.action, ''), COALESCE(e.object_kind, ''), e.object_id, COALESCE(e.outcome, ''), e.body, e.salt
			FROM ledger_leaf l LEFT JOIN ledger_entry e ON e.id = l.entry_id WHERE l.idx >= $1 ORDER BY l.idx LIMIT $2`, next, pageSize)
		if err != nil {
			return err
		}
		if err := v.attach(page); err != nil {
			return err
		}
		for i := range page {
			v.leaf(&page[i])
			next = *page[i].idx + 1
		}
		if len(page) < pageSize {
			return nil
		}
	}
}

func scanLeaf(row sqldb.Scanner) (storedEntry, error) {
	var e storedEntry
	var idx int64
	var missing any
	err := row.Scan(&idx, &e.id, &e.leaf, &missing, &e.at, &e.actor, &e.action, &e.kind, &e.object, &e.outcome, &e.body, &e.salt)
	e.idx = &idx
	e.missing = missing == int64(1) || missing == true
	return e, err
}

func (v *verifier) leaf(e *storedEntry) {
	row := strconv.FormatInt(*e.idx, 10)
	if *e.idx != v.tree.Size {
		v.report.Find("ledger_leaf", row, ledger.Removed, fmt.Sprintf("leaf %d is missing before it", v.tree.Size))
	}
	if len(e.leaf) != 32 {
		v.report.Find("ledger_leaf", row, ledger.Changed, "not 32 bytes")
		e.leaf = make([]byte, 32)
	}
	for _, n := range v.tree.Push(ledger.Hash(e.leaf)) {
		v.nodes[[2]int64{int64(n.Level), n.Index}] = n.Hash
	}
	if _, asked := v.roots[v.tree.Size]; asked {
		v.roots[v.tree.Size] = v.tree.Root()
	}
	v.report.Leaves++
	v.entry(e)
}

// entry compares an entry with its leaf, its columns, rows and subjects.
func (v *verifier) entry(e *storedEntry) {
	name := e.id.String()
	if e.missing {
		v.report.Find("ledger_entry", name, ledger.Removed, "its leaf stands in the tree")
		v.report.Find("ledger_leaf", strconv.FormatInt(*e.idx, 10), ledger.NotFitting, "its entry does not exist")
		return
	}
	if len(e.salt) != 32 || len(e.body) == 0 || (e.leaf != nil && ledger.Leaf(ledger.Hash(e.salt), e.body) != ledger.Hash(e.leaf)) {
		v.report.Find("ledger_entry", name, ledger.Changed, "not what its leaf commits to")
		if e.idx != nil {
			v.report.Find("ledger_leaf", strconv.FormatInt(*e.idx, 10), ledger.NotFitting, "not the leaf of its entry: one of the two was changed")
		}
		return
	}
	entry, err := ledger.ParseEntry(e.body)
	if err != nil {
		v.report.Find("ledger_entry", name, ledger.Changed, err.Error())
		return
	}
	if entry.Action == access.ActionRestore && entry.Outcome == ledger.Done {
		v.goesOn = append(v.goesOn, entry)
	}
	if !e.agrees(entry) {
		v.report.Find("ledger_entry", name, ledger.Changed, "columns differ from the entry")
	}
	if int64(len(e.rows)) != entry.RowsCount || ledger.RowsRoot(e.rows) != entry.RowsRoot {
		v.report.Find("ledger_row", name, ledger.Changed, "rows of this entry")
	}
	if int64(len(e.subjects)) != entry.SubjectsCount || ledger.SubjectsRoot(ledger.Hash(e.salt), e.subjects) != entry.SubjectsRoot {
		v.report.Find("ledger_subject", name, ledger.Changed, "subjects of this entry")
	}
}

// agrees reports whether the columns say what the body says.
func (e *storedEntry) agrees(entry ledger.Entry) bool {
	actor := entry.Actor.Key()
	return entry.ID == e.id && int64(entry.At) == e.at && bytes.Equal(e.actor, actor[:]) && string(entry.Action) == e.action &&
		string(entry.Object.Kind) == e.kind && sameID(e.object, entry.Object.ID) && string(entry.Outcome) == e.outcome
}

func sameID(stored []byte, want id.ID) bool {
	if want.IsZero() {
		return stored == nil
	}
	return bytes.Equal(stored, want[:])
}

// attach reads the rows and subjects of a page of entries.
func (v *verifier) attach(page []storedEntry) error {
	at := make(map[id.ID]*storedEntry, len(page))
	ids := make(sqldb.IDs, len(page))
	for i := range page {
		at[page[i].id], ids[i] = &page[i], page[i].id
	}
	err := sqldb.Each(v.ctx, v.q, func(row sqldb.Scanner) error {
		var entry id.ID
		var r ledger.Row
		var digest []byte
		if err := row.Scan(&entry, &r.Table, &r.ID, &r.Version, &digest); err != nil {
			return err
		}
		copy(r.Digest[:], digest)
		at[entry].rows = append(at[entry].rows, r)
		return nil
	}, `SELECT entry_id, tbl, row_id, version, digest FROM ledger_row WHERE `+sqldb.List(v.q.Engine(), "entry_id", "$1", true), ids)
	if err != nil {
		return err
	}
	return sqldb.Each(v.ctx, v.q, func(row sqldb.Scanner) error {
		var entry, person id.ID
		if err := row.Scan(&entry, &person); err != nil {
			return err
		}
		at[entry].subjects = append(at[entry].subjects, person)
		return nil
	}, `SELECT entry_id, person FROM ledger_subject WHERE `+sqldb.List(v.q.Engine(), "entry_id", "$1", true), ids)
}

// leafless looks at entries that have no leaf: on PostgreSQL those in the
// queue are pending, anything else is a finding.
func (v *verifier) leafless() error {
	list, err := sqldb.All(v.ctx, v.q, func(row sqldb.Scanner) (storedEntry, error) {
		var e storedEntry
		var waits []byte
		err := row.Scan(&e.id, &e.at, &e.actor, &e.action, &e.kind, &e.object, &e.outcome, &e.body, &e.salt, &waits)
		e.missing = waits == nil
		return e, err
	}, `SELECT `+entryColumns+`, q.entry_id FROM ledger_entry e LEFT JOIN ledger_leaf l ON l.entry_id = e.id
		LEFT JOIN ledger_queue q ON q.entry_id = e.id WHERE l.entry_id IS NULL`)
	if err != nil {
		return err
	}
	if err := v.attach(list); err != nil {
		return err
	}
	for i := range list {
		e := &list[i]
		if e.missing || v.q.Engine() == schema.SQLite {
			v.report.Find("ledger_entry", e.id.String(), ledger.NoLeaf, "")
			continue
		}
		v.report.Pending++
		v.entry(e)
	}
	return nil
}

// orphans are ledger rows of entries that do not exist.
func (v *verifier) orphans() error {
	for _, table := range []string{"ledger_row", "ledger_subject"} {
		err := sqldb.Each(v.ctx, v.q, func(row sqldb.Scanner) error {
			var entry []byte
			err := row.Scan(&entry)
			v.report.Find(table, rowName(entry), ledger.Added, "of an entry that does not exist")
			return err
		}, `SELECT DISTINCT x.entry_id FROM `+table+` x LEFT JOIN ledger_entry e ON e.id = x.entry_id WHERE e.id IS NULL`)
		if err != nil {
			return err
		}
	}
	return nil
}

// rowName shows an id of whatever length a stranger left there.
func rowName(raw []byte) string {
	if d, err := id.FromBytes(raw); err == nil {
		return d.String()
	}
	return fmt.Sprintf("%x", raw)
}
