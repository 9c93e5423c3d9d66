package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/inngest/inngestgo"
	sdkerrors "github.com/inngest/inngestgo/errors"
	"github.com/inngest/inngestgo/step"
)

func defineErrors(client inngestgo.Client) {
	// failing is a step whose first attempts fail.
	failing := func(ctx context.Context, id string, times int, err error) (string, error) {
		return step.Run(ctx, id, func(context.Context) (string, error) {
			if mark(id) <= times {
				return "", err
			}
			return id, nil
		})
	}
	always := 1_000

	define(client, Options{ID: "flaky"}, func(ctx context.Context, input Input) (any, error) {
		one, err := failing(ctx, "one", 0, nil)
		if err != nil {
			return nil, err
		}
		two, err := failing(ctx, "two", 3, errors.New("no answer"))
		return one + two, err
	})

	define(client, Options{ID: "caught", Retries: inngestgo.IntPtr(2)}, func(ctx context.Context, input Input) (any, error) {
		if _, err := failing(ctx, "charge", always, errors.New("declined")); err != nil {
			return "caught " + err.Error(), nil
		}
		return "charged", nil
	})

	define(client, Options{ID: "caught-value", Retries: inngestgo.IntPtr(1)}, func(ctx context.Context, input Input) (any, error) {
		balance, err := step.Run(ctx, "charge", func(context.Context) (Data, error) {
			return Data{"left": 7}, errors.New("declined")
		})
		return fmt.Sprintf("%v: %v left", err, balance["left"]), nil
	})

	define(client, Options{ID: "uncaught", Retries: inngestgo.IntPtr(1)}, func(ctx context.Context, input Input) (any, error) {
		return failing(ctx, "charge", always, errors.New("declined"))
	})

	define(client, Options{ID: "never"}, func(ctx context.Context, input Input) (any, error) {
		mark("never")
		return nil, errors.New("never")
	})

	define(client, Options{ID: "once", Retries: inngestgo.IntPtr(0)}, func(ctx context.Context, input Input) (any, error) {
		return nil, errors.New("once")
	})

	noCard := sdkerrors.NoRetryError(errors.New("no such card"))
	define(client, Options{ID: "final-step"}, func(ctx context.Context, input Input) (any, error) {
		return failing(ctx, "charge", always, noCard)
	})
	define(client, Options{ID: "final-body"}, func(ctx context.Context, input Input) (any, error) {
		mark("body")
		return nil, noCard
	})

	busy := func() error { return sdkerrors.RetryAtError(errors.New("busy"), time.Now().Add(2*time.Hour)) }
	define(client, Options{ID: "later-step"}, func(ctx context.Context, input Input) (any, error) {
		return failing(ctx, "charge", 1, busy())
	})
	define(client, Options{ID: "later-body"}, func(ctx context.Context, input Input) (any, error) {
		if mark("body") == 1 {
			return nil, busy()
		}
		return "done", nil
	})

	define(client, Options{ID: "flaky-body"}, func(ctx context.Context, input Input) (any, error) {
		one, err := failing(ctx, "one", 0, nil)
		if err != nil {
			return nil, err
		}
		if mark("body") < 4 {
			return nil, errors.New("outside")
		}
		return one, nil
	})

	define(client, Options{ID: "own-attempts", Retries: inngestgo.IntPtr(2)}, func(ctx context.Context, input Input) (any, error) {
		one, err := failing(ctx, "one", 2, errors.New("flaky"))
		if err != nil {
			return nil, err
		}
		two, err := failing(ctx, "two", 2, errors.New("flaky"))
		return []string{one, two}, err
	})

	define(client, Options{ID: "panics", Retries: inngestgo.IntPtr(0)}, func(ctx context.Context, input Input) (any, error) {
		panic("out of paper")
	})
}
