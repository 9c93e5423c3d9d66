package main

import (
	"context"
	"errors"
	"time"

	"github.com/inngest/inngestgo"
	"github.com/inngest/inngestgo/step"
)

func defineEnds(client inngestgo.Client) {
	define(client, Options{ID: "failing", Retries: inngestgo.IntPtr(0)}, func(ctx context.Context, input Input) (any, error) {
		return nil, errors.New("declined")
	})
	must(inngestgo.CreateFunction(
		client,
		Options{ID: "on-failure"},
		inngestgo.EventTrigger("inngest/function.failed", inngestgo.StrPtr("event.data.function_id == 'app-failing'")),
		func(ctx context.Context, input Input) (any, error) {
			failure := input.Event.Data["error"].(map[string]any)
			event := input.Event.Data["event"].(map[string]any)
			return Data{"message": failure["message"], "event": event["name"]}, nil
		},
	))

	define(client, Options{
		ID: "cancelled",
		Cancel: []inngestgo.ConfigCancel{
			{Event: "cancel", If: inngestgo.StrPtr("async.data.id == event.data.id")},
		},
	}, func(ctx context.Context, input Input) (any, error) {
		step.Sleep(ctx, "a while", time.Hour)
		return input.Event.Data["id"], nil
	})
}
