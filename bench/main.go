// Command bench compares hoso with the raw engine under it, in the same run on
// the same machine: absolute times of a shared machine mean little, ratios do.
//
//	go run ./bench commands             SQLite: the door beside its own statements
//	go run ./bench pages                SQLite: pages beside their own statements
//	go run ./bench -pg URL ...          the same on PostgreSQL
//
// The commands workload renames units through the whole door, from 1, 8 and 64
// clients. The raw engine gets exactly the statements that the door issued,
// recorded with their parameters, on a copy of the database as it was before:
// same driver, prepared statements, same transactions.
//
// The pages workload asks for the register of 100,000 documents and for the
// coverage of one document over 3,000 units, over HTTP, and runs each page's own
// statements on the bare driver in turn. The bar is twice that plus 5 ms.
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
	flag.Parse()
	if err := run(context.Background(), *pg, *clients, *n, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, pg, clients string, n int, what string) error {
	switch what {
	case "commands":
	case "pages":
		return pages(ctx, pg)
	default:
		return fmt.Errorf("workload %q is not known; there are: commands, pages", what)
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
