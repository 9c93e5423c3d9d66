// The app of the conformance table's Go columns: one function for each row, started by the event of the same name.
//
//	conformance serve     serves HTTP on a free port, which it prints
//	conformance connect   connects as a worker, and prints when it is ready
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/inngest/inngestgo"
	"github.com/inngest/inngestgo/pkg/checkpoint"
)

func main() {
	options := inngestgo.ClientOpts{
		AppID:        "app",
		Dev:          inngestgo.BoolPtr(true),
		Logger:       slog.New(slog.NewTextHandler(io.Discard, nil)),
		UseStreaming: os.Getenv("STREAMING") != "",
	}
	if os.Getenv("CHECKPOINTING") != "" {
		options.Checkpoint = checkpoint.ConfigSafe
	}
	client := must(inngestgo.NewClient(options))
	defineSteps(client)
	defineParallel(client)
	defineWaits(client)
	defineInvokes(client)
	defineErrors(client)
	defineEnds(client)
	defineFlowControl(client)
	defineTriggers(client)

	mux := http.NewServeMux()
	mux.Handle("/api/inngest", client.Serve())
	mux.HandleFunc("/marks", func(response http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(response).Encode(marked())
	})
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	if len(os.Args) > 1 && os.Args[1] == "connect" {
		defer connect(client)()
	}
	fmt.Printf("ready %d\n", listener.Addr().(*net.TCPAddr).Port)
	go func() { _ = http.Serve(listener, mux) }()
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer cancel()
	<-stop.Done()
}

// connect returns what ends the connection.
func connect(client inngestgo.Client) func() {
	connection := must(inngestgo.Connect(context.Background(), inngestgo.ConnectOpts{
		Apps:                 []inngestgo.Client{client},
		InstanceID:           inngestgo.StrPtr("worker"),
		MaxWorkerConcurrency: inngestgo.Ptr(int64(10)),
	}))
	return func() { _ = connection.Close() }
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}
