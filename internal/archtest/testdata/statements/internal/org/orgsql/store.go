package orgsql

const columns = "id, name"

var orders = map[string]string{"name": "u.name", "code": "u.code"}

type filter struct{ word, order string }

func constant(f filter) {
	one("SELECT " + columns + " FROM org_unit u WHERE u.name = $1 ORDER BY " + orders[f.order])
	query := "SELECT id FROM org_unit"
	if f.word != "" {
		query = query + " WHERE name = $1"
	}
	one(query + " LIMIT 1")
	lock("")
	lock(" FOR UPDATE")
	one("SELECT id FROM " + source(f))
	w, from := both()
	one("SELECT id FROM " + from + w.SQL() + " LIMIT " + w.Param(3))
	other("nothing to do with it" + f.word)
}

func loose(f filter) {
	one("SELECT id FROM org_unit WHERE name = '" + f.word + "'") // want
	where := "name = '" + f.word + "'"
	one("SELECT id FROM org_unit WHERE " + where)                       // want
	one(fmt.Sprintf("SELECT id FROM org_unit ORDER BY %s", f.order))    // want
	one(strings.ReplaceAll("SELECT id FROM org_unit WHERE ?", "?", "")) // want
	from("org_unit")
	from(f.word)
	one("SELECT id FROM " + named(f)) // want
}

func lock(how string) { one("SELECT id FROM org_unit" + how) }

func from(table string) { one("SELECT id FROM " + table) } // want

func source(f filter) string {
	if f.word == "" {
		return "org_unit"
	}
	return "org_word"
}

func named(f filter) string { return f.word }

func both() (*Where, string) { return &Where{}, "org_unit" }
