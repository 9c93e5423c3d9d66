package main

import (
	"context"
	"errors"
	"time"

	"github.com/inngest/inngestgo"
	"github.com/inngest/inngestgo/step"
)

func defineWaits(client inngestgo.Client) {
	define(client, Options{ID: "wait"}, func(ctx context.Context, input Input) (any, error) {
		text(ctx, "one", "waiting")
		review, err := step.WaitForEvent[inngestgo.GenericEvent[Data]](ctx, "review", step.WaitForEventOpts{
			Event:   "reviewed",
			If:      inngestgo.StrPtr("async.data.id == event.data.id"),
			Timeout: 24 * time.Hour,
		})
		if errors.Is(err, step.ErrEventNotReceived) {
			return "timed out", nil
		}
		return review.Data["by"], err
	})

	define(client, Options{ID: "signal"}, func(ctx context.Context, input Input) (any, error) {
		signal, err := step.WaitForSignal[string](ctx, "approval", step.WaitForSignalOpts{
			Signal:  "approval",
			Timeout: time.Hour,
		})
		if errors.Is(err, step.ErrSignalNotReceived) {
			return "timed out", nil
		}
		return signal.Data, err
	})
}
