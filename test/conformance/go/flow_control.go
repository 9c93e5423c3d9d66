package main

import (
	"context"
	"time"

	"github.com/inngest/inngest/pkg/enums"
	"github.com/inngest/inngestgo"
	"github.com/inngest/inngestgo/step"
)

func defineFlowControl(client inngestgo.Client) {
	by := inngestgo.StrPtr("event.data.by")
	number := func(ctx context.Context, input Input) (any, error) { return input.Event.Data["n"], nil }
	gated := func(ctx context.Context, input Input) (any, error) {
		return step.Run(ctx, "work", func(context.Context) (string, error) { return pass(input) })
	}
	numbers := func(ctx context.Context, input Input) (any, error) {
		all := []any{}
		for _, event := range input.Events {
			all = append(all, event.Data["n"])
		}
		return all, nil
	}
	sleeping := func(ctx context.Context, input Input) (any, error) {
		step.Sleep(ctx, "a while", time.Hour)
		return input.Event.Data["n"], nil
	}

	define(client, Options{
		ID:          "concurrency",
		Concurrency: &inngestgo.ConfigConcurrency{Step: []inngestgo.ConfigStepConcurrency{{Limit: 2}}},
	}, gated)
	define(client, Options{
		ID:          "concurrency-key",
		Concurrency: &inngestgo.ConfigConcurrency{Step: []inngestgo.ConfigStepConcurrency{{Limit: 1, Key: by}}},
	}, gated)
	define(client, Options{
		ID:          "concurrency-run",
		Concurrency: &inngestgo.ConfigConcurrency{Fn: []inngestgo.ConfigFnConcurrency{{Limit: 1}}},
	}, sleeping)
	define(client, Options{
		ID:       "throttle",
		Throttle: &inngestgo.ConfigThrottle{Limit: 1, Period: time.Hour},
	}, number)
	define(client, Options{
		ID:        "rate-limit",
		RateLimit: &inngestgo.ConfigRateLimit{Limit: 1, Period: time.Hour, Key: by},
	}, number)
	define(client, Options{
		ID:       "debounce",
		Debounce: &inngestgo.ConfigDebounce{Period: 10 * time.Minute, Timeout: inngestgo.Ptr(25 * time.Minute)},
	}, number)
	define(client, Options{
		ID:          "batch",
		BatchEvents: &inngestgo.ConfigBatchEvents{MaxSize: 3, Timeout: 30 * time.Second},
	}, numbers)
	define(client, Options{
		ID:          "batch-key",
		BatchEvents: &inngestgo.ConfigBatchEvents{MaxSize: 2, Timeout: 30 * time.Second, Key: by},
	}, numbers)
	define(client, Options{
		ID:          "priority",
		Concurrency: &inngestgo.ConfigConcurrency{Step: []inngestgo.ConfigStepConcurrency{{Limit: 1}}},
		Priority:    &inngestgo.ConfigPriority{Run: inngestgo.StrPtr("event.data.paid ? 120 : 0")},
	}, gated)
	define(client, Options{
		ID:        "singleton-skip",
		Singleton: &inngestgo.ConfigSingleton{Mode: enums.SingletonModeSkip, Key: by},
	}, sleeping)
	define(client, Options{
		ID:        "singleton-cancel",
		Singleton: &inngestgo.ConfigSingleton{Mode: enums.SingletonModeCancel},
	}, sleeping)
	define(client, Options{ID: "idempotency", Idempotency: inngestgo.StrPtr("event.data.order")}, number)
	define(client, Options{
		ID:       "timeout-start",
		Throttle: &inngestgo.ConfigThrottle{Limit: 1, Period: 2 * time.Hour},
		Timeouts: &inngestgo.ConfigTimeouts{Start: inngestgo.Ptr(time.Hour)},
	}, number)
	define(client, Options{
		ID:       "timeout-finish",
		Timeouts: &inngestgo.ConfigTimeouts{Finish: inngestgo.Ptr(30 * time.Minute)},
	}, sleeping)
}
