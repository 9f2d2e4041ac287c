package ledgersql

var good = "INSERT INTO ledger_entry (id) VALUES ($1)"

var bad = "UPDATE job SET label = 0" // want
