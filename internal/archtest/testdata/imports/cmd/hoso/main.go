package main

import (
	"hoso/internal/app"
	"hoso/internal/org" // want
)
