"""The app of the conformance table's Python columns: one function for each row, started by the event of the same name.

    main.py serve     serves HTTP on a free port, which it prints
    main.py connect   connects as a worker, and prints when it is ready
"""

import asyncio
import os
import socket
import sys

import fastapi
import inngest.fast_api
import uvicorn

import ends  # noqa: F401
import failures  # noqa: F401
import flow_control  # noqa: F401
import invokes  # noqa: F401
import parallel  # noqa: F401
import steps  # noqa: F401
import triggers  # noqa: F401
import waits  # noqa: F401
from define import client, functions, marks

app = fastapi.FastAPI()
inngest.fast_api.serve(
    app,
    client,
    functions,
    streaming=inngest.Streaming.FORCE if os.getenv("STREAMING") else None,
)


@app.get("/marks")
async def get_marks() -> list[str]:
    return marks


async def main() -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    if sys.argv[1:] == ["connect"]:
        await connect()
    print(f"ready {listener.getsockname()[1]}", flush=True)
    await serving


async def connect() -> None:
    import inngest.connect

    worker = inngest.connect.connect([(client, functions)], instance_id="worker", shutdown_signals=[])
    connection = asyncio.create_task(worker.start())
    await worker.wait_for_state(inngest.connect.ConnectionState.ACTIVE)
    running.append(connection)


running: list[asyncio.Task[None]] = []

asyncio.run(main())
