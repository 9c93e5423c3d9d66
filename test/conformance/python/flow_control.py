from __future__ import annotations

import datetime
import typing

import inngest
from define import define, passed

HOUR = datetime.timedelta(hours=1)
BY = "event.data.by"


async def number(ctx: inngest.Context) -> typing.Any:
    return ctx.event.data["n"]


async def numbers(ctx: inngest.Context) -> typing.Any:
    return [event.data["n"] for event in ctx.events]


async def gated(ctx: inngest.Context) -> typing.Any:
    return await ctx.step.run("work", lambda: passed(ctx))


async def sleeping(ctx: inngest.Context) -> typing.Any:
    await ctx.step.sleep("a while", HOUR)
    return ctx.event.data["n"]


define("concurrency", concurrency=[inngest.Concurrency(limit=2)])(gated)
define("concurrency-key", concurrency=[inngest.Concurrency(limit=1, key=BY)])(gated)
define("throttle", throttle=inngest.Throttle(limit=1, period=HOUR, burst=0))(number)
define("rate-limit", rate_limit=inngest.RateLimit(limit=1, period=HOUR, key=BY))(number)
define(
    "debounce",
    debounce=inngest.Debounce(period=datetime.timedelta(minutes=10), timeout=datetime.timedelta(minutes=25)),
)(number)
define("batch", batch_events=inngest.Batch(max_size=3, timeout=datetime.timedelta(seconds=30)))(numbers)
define(
    "batch-key",
    batch_events=inngest.Batch(max_size=2, timeout=datetime.timedelta(seconds=30), key=BY),
)(numbers)
define(
    "priority",
    concurrency=[inngest.Concurrency(limit=1)],
    priority=inngest.Priority(run="event.data.paid ? 120 : 0"),
)(gated)
define("singleton-skip", singleton=inngest.Singleton(mode="skip", key=BY))(sleeping)
define("singleton-cancel", singleton=inngest.Singleton(mode="cancel"))(sleeping)
define("idempotency", idempotency="event.data.order")(number)
define(
    "timeout-start",
    throttle=inngest.Throttle(limit=1, period=2 * HOUR, burst=0),
    timeouts=inngest.Timeouts(start=HOUR),
)(number)
define("timeout-finish", timeouts=inngest.Timeouts(finish=datetime.timedelta(minutes=30)))(sleeping)
