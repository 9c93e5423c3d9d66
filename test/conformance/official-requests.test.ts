/**
 * The official dev server's requests to an app, recorded, beside ours for the same runs: the app answers both times what
 * the SDK answered the official server, and each request must be the same, field by field, but for what is listed here.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { runRuntime } from '../support/runtime/runtime-harness.ts';
import { stillClock } from './bench.ts';

interface Exchange {
  path: string;
  headers: Record<string, string>;
  body: Body;
  answer: {
    status: number;
    headers: Record<string, string>;
    body: unknown;
    /** Steps that the SDK reported before it answered. */
    checkpoints?: { steps: unknown[] }[];
  };
}

interface Body {
  event: { name: string; data: Record<string, unknown> };
  steps: Record<string, { name?: string; data?: Record<string, unknown> } | null>;
  ctx: { run_id: string; fn_id?: string; qi_id?: string };
}

interface Recorded {
  functionId: string;
  exchanges: Exchange[];
}

type Sent = Pick<Exchange, 'path' | 'headers' | 'body'>;

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

describe.each(['sdk3', 'sdk4-nocheckpoint', 'sdk4'])('%s', (name) => {
  const recorded = JSON.parse(
    readFileSync(join(import.meta.dirname, `../fixtures/official-server/${name}.json`), 'utf8'),
  ) as Recorded[];
  const own = recorded.filter(
    ({ exchanges }) => exchanges[0]!.body.event.name !== 'inngest/function.invoked',
  );

  test.each(own.map((run, index) => [`${index + 1}: ${run.functionId}`, run] as const))(
    '%s',
    async (_, run) => {
      const called = recorded.filter(({ functionId }) => functionId.endsWith('-callee'));
      const runs = run.functionId.endsWith('-caller') ? [run, ...called] : [run];
      const sent = await replay(runs);
      for (const [index, { exchanges }] of runs.entries())
        expect(sent[index]!.map(normalised)).toEqual(exchanges.map(normalised).map(asExpected));
    },
  );
});

test('a registration is answered as there', async () => {
  const { runtime, stop } = await runRuntime({ clock: stillClock });
  cleanups.push(stop);
  const response = await fetch(`${runtime.origin}/fn/register`, {
    method: 'POST',
    body: JSON.stringify({
      ...(registration('http://127.0.0.1:3000/api/inngest', []) as object),
      appName: 'sdk3',
    }),
  });
  expect(response.headers.get('x-inngest-server-kind')).toBe('dev');
  expect(await response.json()).toEqual({
    ok: true,
    modified: true,
    sync_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    // The id that the official server had for this app.
    app_id: '21ab59e3-b834-5812-8c54-d02fcca13e4c',
  });
});

/** Runs the functions on our runtime against an app that answers as recorded. @returns what the app was sent, by run. */
async function replay(runs: readonly Recorded[]): Promise<Sent[][]> {
  const { runtime, client, stop } = await runRuntime({ clock: stillClock });
  cleanups.push(stop);
  const sent = runs.map((): Sent[] => []);
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Body;
    const path = request.url!;
    const index = runs.findIndex(({ functionId }) => path.includes(`fnId=${functionId}&`));
    const { answer } = runs[index]!.exchanges[sent[index]!.length]!;
    sent[index]!.push({ path, headers: request.headers as Record<string, string>, body });
    for (const { steps } of answer.checkpoints ?? []) {
      const { run_id, fn_id, qi_id } = body.ctx;
      await fetch(`${runtime.origin}/v1/checkpoint/${run_id}/async`, {
        method: 'POST',
        body: JSON.stringify({ run_id, fn_id, qi_id, steps }),
      });
    }
    response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/inngest`;
  await post(`${runtime.origin}/fn/register`, registration(url, runs));
  const { event } = runs[0]!.exchanges[0]!.body;
  await post(`${runtime.origin}/e/key`, { name: event.name, data: event.data });
  // What the run waited for stands in its later requests; sleeps of the recording are short.
  await client.setClock({ action: 'advance', by: 0 });
  for (const { name, data } of awaited(runs[0]!)) await post(`${runtime.origin}/e/key`, { name, data });
  await client.setClock({ action: 'advance', by: 60_000 });
  return sent;
}

function awaited({ exchanges }: Recorded) {
  return Object.values(exchanges.at(-1)!.body.steps).flatMap((memo) =>
    memo?.name ? [{ name: memo.name, data: memo.data }] : [],
  );
}

function registration(url: string, runs: readonly Recorded[]): unknown {
  return {
    url,
    appName: 'app',
    sdk: 'js:v4.24.0',
    functions: runs.map(({ functionId, exchanges }) => ({
      id: functionId,
      name: functionId,
      triggers: [{ event: exchanges[0]!.body.event.name }],
      steps: {
        step: {
          id: 'step',
          name: 'step',
          runtime: { type: 'http', url: `${url}?fnId=${functionId}&stepId=step` },
          ...(functionId.endsWith('-failing') ? { retries: { attempts: 0 } } : {}),
        },
      },
    })),
  };
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
}

/** What differs from one run of the same to the next, by the kind of value that stands there. */
function normalised({ path, headers, body }: Sent): Sent {
  return {
    path,
    headers: Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => !ofTheConnection.has(name))
        .map(([name, value]) => [name, opaque(name, value) as string]),
    ),
    body: walked(body) as Body,
  };
}

const ofTheConnection: ReadonlySet<string> = new Set(['host', 'connection', 'content-length']);
const identifiers =
  /^(x-)?(run[_-]id|request[_-]id|qi_id|job_id|inngest-job-id|fn_id|id|correlation_id|expire|ts|traceparent|tracestate)$/;

function opaque(name: string, value: unknown): unknown {
  if (!identifiers.test(name) || (name === 'fn_id' && !isUuid(value))) return walked(value);
  return typeof value === 'string' ? `<${kindOf(name, value)}>` : `<${typeof value}>`;
}

function kindOf(name: string, value: string): string {
  if (/^[0-9A-HJKMNP-TV-Z]{26}$/.test(value))
    return name.endsWith('job-id') || name === 'job_id' ? 'text' : 'ULID';
  if (isUuid(value)) return 'UUID';
  if (/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/.test(value)) return 'trace';
  return 'text';
}

function isUuid(value: unknown): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(value));
}

function walked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, opaque(name, each)]));
}

/** The official request as ours should be. All that is different, and why: */
function asExpected(official: Sent): Sent {
  const {
    // There are no accounts here.
    'account-id': _,
    // Names the official server's own spans; nothing in an SDK needs it.
    tracestate: __,
    // On one machine compressing takes longer than it saves. An app that compresses unasked is understood.
    'accept-encoding': ___,
    ...headers
  } = official.headers;
  const body = structuredClone(official.body) as Body & { events: Body['event'][]; ctx: { qi_id: string } };
  // Opaque to SDKs: ours names the request.
  body.ctx.qi_id = '<ULID>';
  for (const { data } of [body.event, ...body.events]) {
    const invoked = data._inngest as Record<string, unknown> | undefined;
    if (!invoked) continue;
    // Ids of the official server's database, and traces of its own.
    for (const name of ['gid', 'isr', 'tc', 'source_fn_v']) delete invoked[name];
    invoked.source_app_id = 'app';
    invoked.source_fn_id = String(invoked.fn_id).replace('-callee', '-caller');
  }
  // The kind of the server goes with every request of ours, as it does with registrations (protocol 1.1).
  return { ...official, headers: { ...headers, 'x-inngest-server-kind': 'dev' }, body };
}
