/** `steplight send`. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RuntimeClient } from '../../client/runtime-client.ts';
import { functionLines } from '../../client/why-text.ts';
import type { SendEventRequest, SendEventResponse } from '../../contract/api.ts';
import type { EventWhy } from '../../contract/why.ts';
import { UsageError } from '../../process-options.ts';
import { messageOf } from '../../text/error-message.ts';
import type { CommandContext } from '../command-io.ts';
import { followRuns } from '../follow-runs.ts';
import { shellQuoted } from '../format.ts';
import { connect } from '../runtime-connection.ts';

export const sendHelp = `steplight send EVENT [--data JSON|@FILE] [--id ID] [--wait] [--json] [--data-folder DIR]

Sends an event to the runtime of this folder. When none runs, one is started for the duration, and the functions
found below this folder are hosted in it.

  --data JSON|@FILE   the event's data, as JSON or from a file (@- reads standard input); default {}
  --id ID             the event's id: the same id starts a function once in 24 hours
  --wait              follow the runs it starts or resumes until they have ended; exit code 1 when one failed
  --json              print the answer, or with --wait the ended runs, as JSON
  --data-folder DIR   the runtime's data folder; default: STEPLIGHT_DATA, or the one of this folder
`;

export async function send(args: string[], io: CommandContext): Promise<number> {
  const { values, positionals } = parseSending(args);
  if (values.help) {
    io.out(sendHelp);
    return 0;
  }
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0)
    throw new UsageError('Name one event. See `steplight send --help`.');
  const event: SendEventRequest = {
    name,
    data: readData(values.data, io),
    ...(values.id ? { id: values.id } : {}),
  };
  return sendAndFollow(values, io, (client) => client.sendEvent(event, io.signal));
}

/** @param post sends what starts runs, and answers what it did. */
export async function sendAndFollow(
  values: { wait?: boolean; json?: boolean; 'data-folder'?: string },
  io: CommandContext,
  post: (client: RuntimeClient) => Promise<SendEventResponse>,
): Promise<number> {
  const connection = await connect(io, values['data-folder']);
  const { client } = connection;
  try {
    const { lastSeq } = await client.status();
    // A runtime that starts for this command ends with it: it cannot leave before the runs have ended.
    const wait = values.wait || connection.own;
    const answer = await post(client);
    const runIds = [...new Set([...answer.runs, ...answer.resumed].map(({ runId }) => runId))];
    if (runIds.length === 0) {
      if (values.json && !wait) io.out(`${JSON.stringify(answer)}\n`);
      const why = await client.whyEvent(answer.event.internalId);
      io.error(`${await whyNothing(client, why, answer.notMatched.length)}\n`);
      const held = why.functions.filter(({ verdict }) => verdict.kind === 'held').length;
      if (held === 0) return values.wait ? 1 : 0;
      if (!wait) return 0;
      runIds.push(...(await heldRuns(client, answer.event.internalId, held, lastSeq, io.signal)));
    }
    if (!wait) {
      io.out(values.json ? `${JSON.stringify(answer)}\n` : `${answer.event.internalId}\n`);
      if (!values.json)
        for (const { runId, functionId } of answer.runs) io.error(`started ${functionId}  ${runId}\n`);
      return 0;
    }
    const print = (line: string) => (values.json ? undefined : io.out(`${line}\n`));
    const { runs, ended } = await followRuns(connection, runIds, lastSeq, print, io.signal);
    if (!ended && !values.json) io.error(`\n${goOn(connection.own)}\n`);
    if (values.json) io.out(`${JSON.stringify({ event: answer.event, runs })}\n`);
    return ended && runs.every((run) => run.status === 'completed' || run.status === 'skipped') ? 0 : 1;
  } finally {
    await connection.close();
  }
}

export function goOn(own: boolean): string {
  return own
    ? 'Stopped. Nothing is lost: `steplight dev` here goes on with the run.'
    : 'The run goes on in the runtime; `steplight runs` shows it.';
}

async function whyNothing(client: RuntimeClient, why: EventWhy, notMatched: number): Promise<string> {
  const { name, functions } = why;
  if (functions.length > 0) {
    const { now } = await client.status();
    return [`${name} was received:`, ...functions.flatMap((each) => functionLines(each, now))].join('\n');
  }
  if (notMatched > 0)
    return `${name} was received; ${notMatched} waiting run(s) did not match it. See \`steplight runs\`.`;
  const { apps } = await client.apps();
  const names = new Set(
    apps.flatMap((app) => app.functions).flatMap((fn) => fn.triggers.map((each) => each.event)),
  );
  names.delete(undefined);
  const known = [...names].map((each) => shellQuoted(each ?? '')).join(', ');
  return known
    ? `${name} was received, and starts nothing. Functions here are started by: ${known}.`
    : `${name} was received, but no function is known. Start your app, or run this in the folder of its functions.`;
}

/** The runs that a held event starts later, in a batch or after a debounce. */
async function heldRuns(
  client: RuntimeClient,
  eventId: string,
  count: number,
  after: number,
  signal: AbortSignal,
): Promise<string[]> {
  const runIds: string[] = [];
  for await (const message of client.follow({ after, signal })) {
    if (message.event !== 'entry' || message.data.kind !== 'run-queued') continue;
    if (message.data.eventIds.includes(eventId)) runIds.push(message.data.runId);
    if (runIds.length === count) break;
  }
  return runIds;
}

export function readData(text: string | undefined, { cwd }: CommandContext): Record<string, unknown> {
  if (text === undefined) return {};
  let json = text;
  if (text.startsWith('@')) {
    const file = text.slice(1);
    try {
      json = readFileSync(file === '-' ? 0 : resolve(cwd, file), 'utf8');
    } catch (error) {
      throw new UsageError(`--data: ${messageOf(error)}`);
    }
  }
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (error) {
    throw new UsageError(`--data is no JSON: ${messageOf(error)}`);
  }
  throw new UsageError('--data must be a JSON object, e.g. \'{"id":"u1"}\'.');
}

export function parseSending(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        data: { type: 'string', short: 'd' },
        id: { type: 'string' },
        wait: { type: 'boolean', short: 'w' },
        json: { type: 'boolean' },
        'data-folder': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}
