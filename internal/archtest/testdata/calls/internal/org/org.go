package org

import (
	"fmt"
	"log"
	web "net/http"
	"os"
	"time"
)

var now = time.Now // want

func bad() {
	begin := time.Now()   // want
	_ = time.Since(begin) // want
	web.Get("/")          // want
	_ = web.DefaultClient // want
	fmt.Println("hello")  // want
	_ = fmt.Sprint("hello")
	log.Fatal("the end") // want
	println("here")      // want
	if begin.IsZero() {
		panic("zero") // want
	}
	os.Exit(1) // want
}

type clock struct{}

func (clock) Now() time.Time { return time.Time{} }

func good(time clock) { _ = clock{}.Now() }
