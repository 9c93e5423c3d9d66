from __future__ import annotations

import typing

import inngest
from define import define


async def name(ctx: inngest.Context) -> typing.Any:
    return ctx.event.name


@define("condition", trigger=inngest.TriggerEvent(event="condition", expression="event.data.n > 1"))
async def condition(ctx: inngest.Context) -> typing.Any:
    return ctx.event.data["n"]


define("triggers", trigger=[inngest.TriggerEvent(event="left"), inngest.TriggerEvent(event="right")])(name)
define("nightly", trigger=inngest.TriggerCron(cron="0 3 * * *"))(name)
