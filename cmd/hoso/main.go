// Command hoso is the whole program; see package app.
package main

import (
	"os"

	"hoso/internal/app"
)

func main() { os.Exit(app.Main(os.Args[1:])) }
