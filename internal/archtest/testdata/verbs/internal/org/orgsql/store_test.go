package orgsql

var alsoBad = "UPDATE org_unit SET code = $1" // want
