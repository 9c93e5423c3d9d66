from __future__ import annotations

import datetime
import typing

import inngest
from define import define


async def on_failure(ctx: inngest.Context) -> typing.Any:
    failure = typing.cast(dict[str, typing.Any], ctx.event.data)
    return {"message": failure["error"]["message"], "event": failure["event"]["name"]}


@define("failing", retries=0, on_failure=on_failure)
async def failing(ctx: inngest.Context) -> typing.Any:
    raise Exception("declined")


@define(
    "cancelled",
    cancel=[inngest.Cancel(event="cancel", if_exp="async.data.id == event.data.id")],
)
async def cancelled(ctx: inngest.Context) -> typing.Any:
    await ctx.step.sleep("a while", datetime.timedelta(hours=1))
    return ctx.event.data["id"]
