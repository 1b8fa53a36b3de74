// Shipping answers where a parcel is.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	check := flag.Bool("check", false, "ask a running service how it is, and exit")
	flag.Parse()
	if *check {
		answer, err := http.Get("http://localhost:8080/health")
		if err != nil || answer.StatusCode != http.StatusOK {
			os.Exit(1)
		}
		return
	}
	http.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "well")
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
