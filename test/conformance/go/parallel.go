package main

import (
	"context"
	"errors"
	"time"

	"github.com/inngest/inngestgo"
	"github.com/inngest/inngestgo/group"
	"github.com/inngest/inngestgo/step"
)

func defineParallel(client inngestgo.Client) {
	branch := func(id string) func(context.Context) (any, error) {
		return func(ctx context.Context) (any, error) {
			return step.Run(ctx, id, func(context.Context) (string, error) {
				mark(id)
				return id, nil
			})
		}
	}

	define(client, Options{ID: "parallel"}, func(ctx context.Context, input Input) (any, error) {
		results := group.Parallel(ctx, branch("a"), branch("b"), branch("c"))
		return values(results), results.AnyError()
	})

	define(client, Options{ID: "parallel-chains"}, func(ctx context.Context, input Input) (any, error) {
		chain := func(first, second string) func(context.Context) (any, error) {
			return func(ctx context.Context) (any, error) {
				if _, err := branch(first)(ctx); err != nil {
					return nil, err
				}
				return branch(second)(ctx)
			}
		}
		results := group.Parallel(ctx, chain("a1", "a2"), chain("b1", "b2"))
		return values(results), results.AnyError()
	})

	define(client, Options{ID: "parallel-kinds"}, func(ctx context.Context, input Input) (any, error) {
		results := group.Parallel(ctx,
			branch("a"),
			func(ctx context.Context) (any, error) {
				step.Sleep(ctx, "a while", time.Hour)
				return "slept", nil
			},
			func(ctx context.Context) (any, error) {
				_, err := step.WaitForEvent[any](ctx, "never", step.WaitForEventOpts{Event: "never", Timeout: 2 * time.Hour})
				if errors.Is(err, step.ErrEventNotReceived) {
					return "timed out", nil
				}
				return "received", err
			},
		)
		return values(results), results.AnyError()
	})

	define(client, Options{ID: "parallel-failure", Retries: inngestgo.IntPtr(1)}, func(ctx context.Context, input Input) (any, error) {
		results := group.Parallel(ctx, branch("a"), func(ctx context.Context) (any, error) {
			return step.Run(ctx, "b", func(context.Context) (string, error) {
				mark("b")
				return "", errors.New("declined")
			})
		})
		if err := results.AnyError(); err != nil {
			return "caught " + err.Error(), nil
		}
		return "no error", nil
	})
}

func values(results group.Results) []any {
	all := []any{}
	for _, each := range results {
		all = append(all, each.Value)
	}
	return all
}
