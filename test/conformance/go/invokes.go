package main

import (
	"context"
	"errors"
	"time"

	"github.com/inngest/inngestgo"
	"github.com/inngest/inngestgo/step"
)

func defineInvokes(client inngestgo.Client) {
	define(client, Options{ID: "double"}, func(ctx context.Context, input Input) (any, error) {
		return input.Event.Data["n"].(float64) * 2, nil
	})
	define(client, Options{ID: "refuse", Retries: inngestgo.IntPtr(0)}, func(ctx context.Context, input Input) (any, error) {
		return nil, errors.New("refused")
	})
	define(client, Options{ID: "dawdle"}, func(ctx context.Context, input Input) (any, error) {
		step.Sleep(ctx, "long", 24*time.Hour)
		return nil, nil
	})

	invoking := func(id string, opts step.InvokeOpts) {
		define(client, Options{ID: id}, func(ctx context.Context, input Input) (any, error) {
			result, err := step.Invoke[any](ctx, "call", opts)
			if err != nil {
				return "caught " + err.Error(), nil
			}
			return result, nil
		})
	}
	invoking("invoke", step.InvokeOpts{FunctionId: "app-double", Data: Data{"n": 21}})
	invoking("invoke-failure", step.InvokeOpts{FunctionId: "app-refuse"})
	invoking("invoke-timeout", step.InvokeOpts{FunctionId: "app-dawdle", Timeout: time.Hour})
	invoking("invoke-unknown", step.InvokeOpts{FunctionId: "app-nobody"})
}
