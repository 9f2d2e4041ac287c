// Command bench compares hoso with the raw engine under it, in the same run on
// the same machine: absolute times of a shared machine mean little, ratios do.
//
//	go run ./bench commands             SQLite: the door beside its own statements
//	go run ./bench pages                SQLite: pages beside their own statements
//	go run ./bench gate                 SQLite: what deciding costs, lists under policy, openings with their entry
//	go run ./bench text                 readers of text beside a plain regexp, no database
//	go run ./bench -pg URL ...          commands, pages and gate on PostgreSQL
//
// The commands workload renames units through the whole door, from 1, 8 and 64
// clients. The raw engine gets exactly the statements that the door issued,
// recorded with their parameters, on a copy of the database as it was before:
// same driver, prepared statements, same transactions.
//
// The pages workload asks for the register of 100,000 documents and for the
// coverage of one document over 3,000 units, over HTTP, and runs each page's own
// statements on the bare driver in turn. The bar is twice that plus 5 ms.
//
// The gate workload has a register of 1,000,000 documents (-docs) over 3,000 units. It
// counts decisions; it lists the newest 50 as readers of different reach, beside
// the same list with the same units given as a literal (bar: 1.3 times, or half a
// millisecond more); it opens files of persons, and documents, with their durable entry, each beside one
// durable commit on the bare engine (bar: its p99 and 5 ms).
//
// The text workload finds citations and reads outlines, on one core, in 10 kB to
// 10 MB of the labelled texts of vi joined with other numbers each time, and in a
// law of 30,000 lines. Beside each stands a regexp that only looks for what
// citations or parts begin with. The bars are 10 and 20 MB/s, a second for the law,
// and time that grows as the text does. Run it in the project's folder.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"

	"hoso/internal/intake"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == intake.ChildArg {
		intake.RunChild()
	}
	pg := flag.String("pg", "", "PostgreSQL URL with an empty database; none: SQLite")
	clients := flag.String("clients", "1,8,64", "numbers of clients")
	n := flag.Int("n", 4000, "commands per number of clients")
	docs := flag.Int("docs", 1_000_000, "documents of the gate workload")
	flag.Parse()
	if err := run(context.Background(), *pg, *clients, *n, *docs, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, pg, clients string, n, docs int, what string) error {
	switch what {
	case "commands":
	case "pages":
		return pages(ctx, pg)
	case "gate":
		return gate(ctx, pg, docs)
	case "text":
		return texts()
	default:
		return fmt.Errorf("workload %q is not known; there are: commands, pages, gate, text", what)
	}
	fmt.Printf("%-10s %7s %9s %9s %7s %12s %9s\n", "engine", "clients", "door/s", "raw/s", "ratio", "commands/tx", "syncs/cmd")
	for _, c := range strings.Split(clients, ",") {
		k, err := strconv.Atoi(c)
		if err != nil {
			return err
		}
		if err := commands(ctx, pg, k, n); err != nil {
			return err
		}
	}
	return nil
}
