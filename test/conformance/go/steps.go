package main

import (
	"context"
	"strings"
	"time"

	"github.com/inngest/inngestgo"
	"github.com/inngest/inngestgo/step"
)

func defineSteps(client inngestgo.Client) {
	define(client, Options{ID: "sequence"}, func(ctx context.Context, input Input) (any, error) {
		one, err := step.Run(ctx, "one", func(context.Context) (map[string]float64, error) {
			mark("one")
			return map[string]float64{"n": input.Event.Data["id"].(float64)}, nil
		})
		if err != nil {
			return nil, err
		}
		two, err := step.Run(ctx, "two", func(context.Context) (float64, error) {
			mark("two")
			return one["n"] + 1, nil
		})
		return Data{"one": one, "two": two}, err
	})

	define(client, Options{ID: "values"}, func(ctx context.Context, input Input) (any, error) {
		values := []any{nil, false, 0, "", "é𝄞", []any{1, []any{2}}, Data{"data": 1}, Data{"error": "none"}}
		results := []any{}
		for _, value := range values {
			result, err := step.Run(ctx, "value", func(context.Context) (any, error) { return value, nil })
			if err != nil {
				return nil, err
			}
			results = append(results, result)
		}
		return results, nil
	})

	define(client, Options{ID: "loop"}, func(ctx context.Context, input Input) (any, error) {
		sum := 0
		for _, n := range []int{1, 2, 3} {
			added, err := step.Run(ctx, "add", func(context.Context) (int, error) { return n, nil })
			if err != nil {
				return nil, err
			}
			sum += added
		}
		return sum, nil
	})

	define(client, Options{ID: "sleep"}, func(ctx context.Context, input Input) (any, error) {
		text(ctx, "one", "asleep")
		step.Sleep(ctx, "a while", 2*time.Hour)
		return text(ctx, "two", "awake"), nil
	})

	define(client, Options{ID: "sleep-until"}, func(ctx context.Context, input Input) (any, error) {
		step.SleepUntil(ctx, "long ago", time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
		step.SleepUntil(ctx, "later", time.Now().Add(3*time.Hour))
		return "awake", nil
	})

	define(client, Options{ID: "send"}, func(ctx context.Context, input Input) (any, error) {
		told := func(n int) inngestgo.GenericEvent[Data] {
			return inngestgo.GenericEvent[Data]{Name: "told", Data: Data{"n": n}}
		}
		if _, err := step.Send(ctx, "tell", told(1)); err != nil {
			return nil, err
		}
		ids, err := step.SendMany(ctx, "tell all", []inngestgo.GenericEvent[Data]{told(2), told(3)})
		return len(ids), err
	})

	define(client, Options{ID: "told"}, func(ctx context.Context, input Input) (any, error) {
		return input.Event.Data["n"], nil
	})

	define(client, Options{ID: "event"}, func(ctx context.Context, input Input) (any, error) {
		return Data{
			"id": input.Event.ID, "name": input.Event.Name, "data": input.Event.Data, "ts": input.Event.Timestamp,
			"run": input.InputCtx.RunID, "events": len(input.Events),
		}, nil
	})

	define(client, Options{ID: "large"}, func(ctx context.Context, input Input) (any, error) {
		total := 0
		for range 6 {
			page, err := step.Run(ctx, "page", func(context.Context) (string, error) {
				return strings.Repeat("x", 900_000), nil
			})
			if err != nil {
				return nil, err
			}
			total += len(page)
		}
		return total, nil
	})
}
