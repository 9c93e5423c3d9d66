from __future__ import annotations

import datetime
import typing

import inngest
from define import define, returning


@define("wait")
async def wait(ctx: inngest.Context) -> typing.Any:
    await ctx.step.run("one", returning("waiting"))
    review = await ctx.step.wait_for_event(
        "review",
        event="reviewed",
        if_exp="async.data.id == event.data.id",
        timeout=datetime.timedelta(days=1),
    )
    return "timed out" if review is None else review.data["by"]
