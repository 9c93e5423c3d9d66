from __future__ import annotations

import datetime
import typing

import inngest
from define import define, mark, returning


@define("sequence")
async def sequence(ctx: inngest.Context) -> typing.Any:
    async def first() -> dict[str, typing.Any]:
        mark("one")
        return {"n": ctx.event.data["id"]}

    async def second() -> int:
        mark("two")
        return int(one["n"]) + 1

    one = await ctx.step.run("one", first)
    two = await ctx.step.run("two", second)
    return {"one": one, "two": two}


@define("values")
async def values(ctx: inngest.Context) -> typing.Any:
    given = [None, False, 0, "", "é𝄞", [1, [2]], {"data": 1}, {"error": "none"}]
    return [await ctx.step.run("value", returning(value)) for value in given]


@define("loop")
async def loop(ctx: inngest.Context) -> typing.Any:
    total = 0
    for n in (1, 2, 3):
        total += await ctx.step.run("add", returning(n))
    return total


@define("sleep")
async def sleep(ctx: inngest.Context) -> typing.Any:
    await ctx.step.run("one", returning("asleep"))
    await ctx.step.sleep("a while", datetime.timedelta(hours=2))
    return await ctx.step.run("two", returning("awake"))


@define("sleep-until")
async def sleep_until(ctx: inngest.Context) -> typing.Any:
    now = datetime.datetime.now(datetime.timezone.utc)
    await ctx.step.sleep_until("long ago", datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc))
    await ctx.step.sleep_until("later", now + datetime.timedelta(hours=3))
    return "awake"


@define("send")
async def send(ctx: inngest.Context) -> typing.Any:
    def told(n: int) -> inngest.Event:
        return inngest.Event(name="told", data={"n": n})

    await ctx.step.send_event("tell", told(1))
    ids = await ctx.step.send_event("tell all", [told(2), told(3)])
    return len(ids)


@define("told")
async def told(ctx: inngest.Context) -> typing.Any:
    return ctx.event.data["n"]


@define("event")
async def event(ctx: inngest.Context) -> typing.Any:
    return {
        "id": ctx.event.id,
        "name": ctx.event.name,
        "data": ctx.event.data,
        "ts": ctx.event.ts,
        "run": ctx.run_id,
        "events": len(ctx.events),
    }


@define("large")
async def large(ctx: inngest.Context) -> typing.Any:
    total = 0
    for _ in range(6):
        total += len(await ctx.step.run("page", returning("x" * 900_000)))
    return total
