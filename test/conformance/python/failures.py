from __future__ import annotations

import datetime
import typing

import inngest
from define import define, mark, returning

ALWAYS = 1_000


def failing(
    ctx: inngest.Context, step_id: str, times: int, error: typing.Callable[[], Exception]
) -> typing.Awaitable[typing.Any]:
    """A step whose first attempts fail."""

    async def run() -> str:
        if mark(step_id) <= times:
            raise error()
        return step_id

    return ctx.step.run(step_id, run)


def raising(message: str) -> typing.Callable[[], Exception]:
    return lambda: Exception(message)


@define("flaky")
async def flaky(ctx: inngest.Context) -> typing.Any:
    one = await failing(ctx, "one", 0, raising(""))
    return one + await failing(ctx, "two", 3, raising("no answer"))


@define("caught", retries=2)
async def caught(ctx: inngest.Context) -> typing.Any:
    try:
        await failing(ctx, "charge", ALWAYS, raising("declined"))
    except inngest.StepError as error:
        return f"caught {error.message}"


@define("uncaught", retries=1)
async def uncaught(ctx: inngest.Context) -> typing.Any:
    return await failing(ctx, "charge", ALWAYS, raising("declined"))


@define("never")
async def never(ctx: inngest.Context) -> typing.Any:
    mark("never")
    raise Exception("never")


@define("once", retries=0)
async def once(ctx: inngest.Context) -> typing.Any:
    raise Exception("once")


def no_card() -> Exception:
    return inngest.NonRetriableError("no such card")


@define("final-step")
async def final_step(ctx: inngest.Context) -> typing.Any:
    return await failing(ctx, "charge", ALWAYS, no_card)


@define("final-body")
async def final_body(ctx: inngest.Context) -> typing.Any:
    mark("body")
    raise no_card()


def busy() -> Exception:
    return inngest.RetryAfterError("busy", datetime.timedelta(hours=2))


@define("later-step")
async def later_step(ctx: inngest.Context) -> typing.Any:
    return await failing(ctx, "charge", 1, busy)


@define("later-body")
async def later_body(ctx: inngest.Context) -> typing.Any:
    if mark("body") == 1:
        raise busy()
    return "done"


@define("flaky-body")
async def flaky_body(ctx: inngest.Context) -> typing.Any:
    one = await failing(ctx, "one", 0, raising(""))
    if mark("body") < 4:
        raise Exception("outside")
    return one


@define("own-attempts", retries=2)
async def own_attempts(ctx: inngest.Context) -> typing.Any:
    return [await failing(ctx, name, 2, raising("flaky")) for name in ("one", "two")]


@define("unserializable", retries=0)
async def unserializable(ctx: inngest.Context) -> typing.Any:
    return await ctx.step.run("one", returning(object()))
