package archtest

// packages lists every package of the tree with what it imports of it today.
// A package or an import that is not here is refused; errs, id, clock and vi are
// for everyone.
var packages = []Package{
	{Dir: "vi", Role: Language},
	{Dir: "vi/citation", Role: Language, May: "vi"},
	{Dir: "vi/legacy", Role: Language, May: "vi"},
	{Dir: "vi/outline", Role: Language, May: "vi"},
	{Dir: "vi/workday", Role: Language},

	{Dir: "internal/errs", Role: Kernel},
	{Dir: "internal/id", Role: Kernel},
	{Dir: "internal/clock", Role: Kernel},
	{Dir: "internal/schema", Role: Kernel},
	{Dir: "internal/folder", Role: Kernel},
	{Dir: "internal/intake", Role: Kernel},
	{Dir: "internal/vault", Role: Kernel},
	{Dir: "internal/docgen", Role: Kernel},
	{Dir: "internal/i18n", Role: Kernel},
	{Dir: "internal/access", Role: Kernel, Tests: "schema"},
	{Dir: "internal/ledger", Role: Kernel, Odd: []Edge{
		{To: "access", Because: "an entry names its actor, action, purpose and object in access's types"}}},
	{Dir: "internal/job", Role: Kernel, Odd: []Edge{
		{To: "access", Because: "a job runs for an actor and a purpose"}}},
	{Dir: "internal/door", Role: Kernel, Odd: []Edge{
		{To: "access", Because: "the door decides every command"},
		{To: "job", Because: "job rows are written with the change that asks for them"},
		{To: "ledger", Because: "whatever passes the door leaves an entry"}}},
	{Dir: "internal/sqldb", Role: Kernel, Odd: []Edge{
		{To: "access", Because: "it reads the fixed columns on which access decides"},
		{To: "door", Because: "it implements the door's transaction"},
		{To: "ledger", Because: "Put computes row digests, so that no store can forget"},
		{To: "schema", Because: "columns, numbers and classes come from there"}}},
	{Dir: "internal/web", Role: Kernel, Odd: []Edge{
		{To: "access", Because: "the viewer of a page is an actor; the menu asks for actions"},
		{To: "i18n", Because: "it renders"}}},
	{Dir: "internal/config", Role: Kernel},
	{Dir: "internal/cli", Role: Kernel, Odd: []Edge{
		{To: "i18n", Because: "it renders"},
		{To: "intake", Because: "cite and outline say how a text was read: the port is in its types"},
		{To: "vault", Because: "key prints where a keyring stands: its ports are in these types"},
		{To: "ledger", Because: "verify prints a report, receipt a receipt: its ports are in these types"}}},

	{Dir: "internal/access/accesssql", Role: Store, May: "access door ledger schema sqldb"},
	{Dir: "internal/access/accessweb", Role: Pages, May: "access web", Tests: "i18n", Odd: []Edge{
		{To: "ledger", Because: "types only: a command answers with the reference of its entry"},
		{To: "docgen", Because: "the registers of labels and copies go out as sheets"}}},
	{Dir: "internal/signin", Role: Kernel, Odd: []Edge{
		{To: "access", Because: "whoever signs in is an actor; its commands are actions"},
		{To: "door", Because: "accounts and credentials change by commands"}}},
	{Dir: "internal/signin/signinsql", Role: Store, May: "access door signin sqldb"},
	{Dir: "internal/signin/signinsheet", Role: Root, May: "docgen i18n intake", Odd: []Edge{
		{To: "signin", Because: "its module's root: it turns rows into accounts and plans into tables"}}},
	{Dir: "internal/signin/signinweb", Role: Pages, May: "access signin web", Odd: []Edge{
		{To: "docgen", Because: "the rows with faults go back as a sheet"},
		{To: "signin/signinsheet", Because: "tables that come in and go out are read and written by one mechanism"}}},
	{Dir: "internal/door/doorsql", Role: Store, May: "door sqldb"},
	{Dir: "internal/job/jobsql", Role: Store, May: "access door job sqldb"},
	{Dir: "internal/vault/vaultsql", Role: Store, May: "schema sqldb vault"},
	{Dir: "internal/ledger/ledgersql", Role: Store, May: "access door ledger schema sqldb"},
	{Dir: "internal/ledger/ledgerweb", Role: Pages, May: "access ledger web", Odd: []Edge{
		{To: "door", Because: "opening the ledger leaves an entry, and the ledger stands below the door"}}},

	{Dir: "internal/person", Role: Root, May: "access door intake job ledger vault vi/workday"},
	{Dir: "internal/person/personsql", Role: Store, May: "access door person sqldb"},
	{Dir: "internal/person/personweb", Role: Pages, May: "access person web", Odd: []Edge{
		{To: "ledger", Because: "types only: the list of openings goes on from a place in the ledger"},
		{To: "docgen", Because: "a file is printed with its reader's name on every sheet"}}},
	{Dir: "internal/org", Role: Root, May: "access door ledger", Odd: []Edge{
		{To: "person", Because: "whoever seats somebody new enters them in the directory, in the same transaction"}}},
	{Dir: "internal/org/orgsql", Role: Store, May: "access door org sqldb", Odd: []Edge{
		{To: "person", Because: "a line of holders in org's own contract has a person.Name"}}},
	{Dir: "internal/org/orgsheet", Role: Root, May: "access docgen i18n intake", Odd: []Edge{
		{To: "org", Because: "its module's root: it turns rows into org's lines and org's plans into tables"},
		{To: "person", Because: "a line of holders has a name in its parts"}}},
	{Dir: "internal/org/orgweb", Role: Pages, May: "access org web", Odd: []Edge{
		{To: "docgen", Because: "the tree can be had as a sheet"},
		{To: "org/orgsheet", Because: "tables that come in and go out are read and written by one mechanism"},
		{To: "person", Because: "types only: whoever is seated has a name in its parts"}}},
	{Dir: "internal/directive", Role: Root, May: "access door intake job ledger"},
	{Dir: "internal/directive/directivesql", Role: Store, May: "access directive door sqldb"},
	{Dir: "internal/directive/directiveweb", Role: Pages, May: "access directive job web", Odd: []Edge{
		{To: "docgen", Because: "slips are PDF, the coverage is a sheet"},
		{To: "org", Because: "types only: a directive is sent to nodes of the tree"}}},
	{Dir: "internal/home/homeweb", Role: Pages, May: "access i18n web"},

	{Dir: "internal/app", Role: Wiring, May: "access access/accesssql access/accessweb cli config demo directive directive/directivesql directive/directiveweb" +
		" docgen door door/doorsql folder home/homeweb intake job job/jobsql ledger ledger/ledgersql ledger/ledgerweb org org/orgsql" +
		" org/orgsheet org/orgweb person person/personsql person/personweb schema signin signin/signinsheet signin/signinsql signin/signinweb sqldb vault vault/vaultsql web",
		Tests: "schema"},
	{Dir: "cmd/hoso", Role: Wiring, May: "app"},

	{Dir: "internal/demo", Role: Tool},
	{Dir: "internal/testenv", Role: Tool},
	{Dir: "internal/archtest", Role: Tool, May: "access person schema"},
	{Dir: "bench", Role: Tool, May: "access access/accesssql app directive door intake org person schema signin sqldb"},
	{Dir: "test/generated", Role: Tool},
	{Dir: "test/script", Role: Tool, Tests: "app"},
	{Dir: "test/formats", Role: Tool, Tests: "intake vi/citation vi/outline"},
	{Dir: "test/browser", Role: Tool, Tests: "access access/accesssql app directive door intake org person signin sqldb vault web"},
}
