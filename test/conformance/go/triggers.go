package main

import (
	"context"

	"github.com/inngest/inngestgo"
)

func defineTriggers(client inngestgo.Client) {
	name := func(ctx context.Context, input Input) (any, error) { return input.Event.Name, nil }

	must(inngestgo.CreateFunction(
		client,
		Options{ID: "condition"},
		inngestgo.EventTrigger("condition", inngestgo.StrPtr("event.data.n > 1")),
		func(ctx context.Context, input Input) (any, error) { return input.Event.Data["n"], nil },
	))
	must(inngestgo.CreateFunction(
		client,
		Options{ID: "triggers"},
		inngestgo.MultipleTriggers{inngestgo.EventTrigger("left", nil), inngestgo.EventTrigger("right", nil)},
		name,
	))
	must(inngestgo.CreateFunction(client, Options{ID: "nightly"}, inngestgo.CronTrigger("0 3 * * *"), name))
}
