package access

// What concerns the folder and the machine, and no content.
const (
	ActionRestore Action = "folder.restore"
	ActionHealth  Action = "folder.health"
)

// adminPolicy: whoever keeps the machine sees how it is, and nothing of what is
// stored.
var adminPolicy = []Rule{
	{Role: RoleSysAdmin, Action: ActionHealth, Kind: "unit", Relation: UnitSubtree, Basis: HouseRule},
}
