from __future__ import annotations

import datetime
import typing

import inngest
from define import define, mark


def branch(ctx: inngest.Context, step_id: str) -> typing.Callable[[], typing.Awaitable[typing.Any]]:
    async def run() -> str:
        mark(step_id)
        return step_id

    return lambda: ctx.step.run(step_id, run)


@define("parallel")
async def parallel(ctx: inngest.Context) -> typing.Any:
    return await ctx.group.parallel((branch(ctx, "a"), branch(ctx, "b"), branch(ctx, "c")))


@define("parallel-chains")
async def chains(ctx: inngest.Context) -> typing.Any:
    def chain(first: str, second: str) -> typing.Callable[[], typing.Awaitable[typing.Any]]:
        async def run() -> typing.Any:
            await branch(ctx, first)()
            return await branch(ctx, second)()

        return run

    return await ctx.group.parallel((chain("a1", "a2"), chain("b1", "b2")))


@define("parallel-kinds")
async def kinds(ctx: inngest.Context) -> typing.Any:
    async def slept() -> str:
        await ctx.step.sleep("a while", datetime.timedelta(hours=1))
        return "slept"

    async def waited() -> str:
        event = await ctx.step.wait_for_event("never", event="never", timeout=datetime.timedelta(hours=2))
        return "timed out" if event is None else "received"

    return await ctx.group.parallel((branch(ctx, "a"), slept, waited))


@define("parallel-failure", retries=1)
async def failure(ctx: inngest.Context) -> typing.Any:
    async def decline() -> str:
        mark("b")
        raise Exception("declined")

    try:
        await ctx.group.parallel((branch(ctx, "a"), lambda: ctx.step.run("b", decline)))
    except inngest.StepError as error:
        return f"caught {error.message}"
    return "no error"
