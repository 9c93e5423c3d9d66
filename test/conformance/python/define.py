"""What the functions of this app share."""

from __future__ import annotations

import typing

import httpx
import inngest

client = inngest.Inngest(app_id="app", is_production=False)

functions: list[inngest.Function[typing.Any]] = []

Handler = typing.Callable[[inngest.Context], typing.Awaitable[typing.Any]]


def define(fn_id: str, **options: typing.Any) -> typing.Callable[[Handler], inngest.Function[typing.Any]]:
    """A function that the event of the same name starts."""
    options.setdefault("trigger", inngest.TriggerEvent(event=fn_id))

    def decorate(handler: Handler) -> inngest.Function[typing.Any]:
        function = client.create_function(fn_id=fn_id, **options)(handler)
        functions.append(function)
        return function

    return decorate


marks: list[str] = []


def mark(name: str) -> int:
    """Records that code has run; how often it has under that name."""
    marks.append(name)
    return marks.count(name)


def returning(value: typing.Any) -> typing.Callable[[], typing.Awaitable[typing.Any]]:
    async def step() -> typing.Any:
        return value

    return step


async def passed(ctx: inngest.Context) -> str:
    """Asks at the URL of a gate, and returns when it answers."""
    async with httpx.AsyncClient(timeout=60) as http:
        response = await http.get(str(ctx.event.data["gate"]), params={"n": str(ctx.event.data["n"])})
        return response.text
