package orgsql

import "fmt"

var bad = []string{
	"UPDATE org_unit SET code = $1",                     // want
	`delete from person_word WHERE word = $1`,           // want
	"INSERT INTO " + "org_unit" + " (id)",               // want
	"SELECT 1; INSERT INTO ledger_entry (id)",           // want
	fmt.Sprintf("INSERT INTO %s (id)", "org_unit"),      // want
	"DELETE FROM " + table,                              // want
	"WITH x AS (SELECT 1) UPDATE person SET given = ''", // want
	"DROP TABLE org_unit",                               // want
}

var good = []string{
	"UPDATE job_run SET state = 'done'",
	"SELECT id FROM org_unit",
	"Update the page to see it",
	"ON CONFLICT (name) DO UPDATE SET until = 1",
}
