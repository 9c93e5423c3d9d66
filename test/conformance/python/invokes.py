from __future__ import annotations

import datetime
import typing

import inngest
from define import define


@define("double")
async def double(ctx: inngest.Context) -> typing.Any:
    return int(ctx.event.data["n"]) * 2


@define("refuse", retries=0)
async def refuse(ctx: inngest.Context) -> typing.Any:
    raise Exception("refused")


@define("dawdle")
async def dawdle(ctx: inngest.Context) -> typing.Any:
    await ctx.step.sleep("long", datetime.timedelta(days=1))


def invoking(fn_id: str, callee: str, **options: typing.Any) -> None:
    @define(fn_id)
    async def invoke(ctx: inngest.Context) -> typing.Any:
        try:
            return await ctx.step.invoke_by_id("call", function_id=callee, **options)
        except inngest.StepError as error:
            return f"caught {error.message}"


invoking("invoke", "double", data={"n": 21})
invoking("invoke-failure", "refuse")
invoking("invoke-timeout", "dawdle", timeout=datetime.timedelta(hours=1))
invoking("invoke-unknown", "nobody")
