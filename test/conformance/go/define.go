package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/inngest/inngestgo"
	"github.com/inngest/inngestgo/step"
)

type Data = map[string]any

type Input = inngestgo.Input[Data]

type Handler = func(context.Context, Input) (any, error)

type Options = inngestgo.FunctionOpts

// define creates a function that the event of the same name starts.
func define(client inngestgo.Client, options Options, handler Handler) {
	must(inngestgo.CreateFunction(client, options, inngestgo.EventTrigger(options.ID, nil), handler))
}

var marks = struct {
	sync.Mutex
	names []string
}{names: []string{}}

// mark records that code has run, and returns how often it has under that name.
func mark(name string) int {
	marks.Lock()
	defer marks.Unlock()
	marks.names = append(marks.names, name)
	count := 0
	for _, each := range marks.names {
		if each == name {
			count++
		}
	}
	return count
}

func marked() []string {
	marks.Lock()
	defer marks.Unlock()
	return marks.names
}

// text is a step that returns its argument.
func text(ctx context.Context, id string, value string) string {
	result, _ := step.Run(ctx, id, func(context.Context) (string, error) { return value, nil })
	return result
}

// pass asks at the URL of a gate, and returns when it answers.
func pass(input Input) (string, error) {
	response, err := http.Get(fmt.Sprintf("%v?n=%v", input.Event.Data["gate"], input.Event.Data["n"]))
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}
