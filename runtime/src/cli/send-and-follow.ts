/** Sends what starts runs and follows them: shared by `steplight send` and `steplight invoke`. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RuntimeClient } from '../client/runtime-client.ts';
import { functionLines, notLoadedText } from '../client/why-text.ts';
import type { SendEventResponse } from '../contract/api.ts';
import { messageOf } from '../contract/error-text.ts';
import { isRecord } from '../contract/records.ts';
import { shellQuoted } from '../contract/shell-word.ts';
import type { EventWhy } from '../contract/why.ts';
import { exitCodes, invalid, json, UsageError } from '../options.ts';
import { countText } from '../text/count.ts';
import { oneLine } from '../text/printable.ts';
import { coloredLine } from './colors.ts';
import { commonHelp } from './command.ts';
import type { CommandContext } from './command-io.ts';
import { followRuns } from './follow-runs.ts';
import { connect, type RuntimeConnection } from './runtime-connection.ts';

export const sendingOptions = {
  data: { type: 'string', short: 'd' },
  wait: { type: 'boolean', short: 'w' },
} as const;

export const sendingHelp = `  -w, --wait          follow the runs until they end; the exit code is 1 if one fails
${commonHelp}`;

interface SendingValues {
  data?: string;
  wait?: boolean;
  json?: boolean;
  'data-folder'?: string;
}

/** @param usage such as `send EVENT`. @throws UsageError */
export function readSending(
  usage: string,
  values: SendingValues,
  [name, ...rest]: string[],
  context: CommandContext,
): { name: string; data: Record<string, unknown> | null } {
  if (name === undefined || rest.length > 0)
    throw new UsageError(`Usage: steplight ${usage}. See \`steplight ${usage.split(' ')[0]} --help\`.`);
  return { name, data: readData(values.data, context) };
}

/** @param post sends what starts runs. */
export async function sendAndFollow(
  values: SendingValues,
  context: CommandContext,
  post: (client: RuntimeClient) => Promise<SendEventResponse>,
): Promise<number> {
  const connection = await connect(context, values['data-folder']);
  const { client } = connection;
  try {
    const { lastSeq } = await client.status();
    // A runtime started for this command ends with it, so the command has to wait for the runs.
    const wait = values.wait || connection.own;
    const answer = await post(client);
    const runIds = [...new Set([...answer.runs, ...answer.resumed].map(({ runId }) => runId))];
    if (runIds.length === 0) {
      if (values.json && !wait) context.out(`${JSON.stringify(answer)}\n`);
      const why = await client.whyEvent(answer.event.internalId);
      const lines = await whyNothing(client, why, answer.notMatched.length);
      context.error(lines.map((line) => `${oneLine(line)}\n`).join(''));
      const held = why.functions.filter(({ verdict }) => verdict.kind === 'held').length;
      if (held === 0) return values.wait ? exitCodes.failed : exitCodes.ok;
      if (!wait) return exitCodes.ok;
      const { internalId } = answer.event;
      runIds.push(...(await heldRuns(client, internalId, held, lastSeq, context.signal)));
    }
    if (wait) return await followAnswer({ connection, answer, runIds, lastSeq }, values, context);
    context.out(values.json ? `${JSON.stringify(answer)}\n` : `${answer.event.internalId}\n`);
    if (!values.json)
      for (const { runId, functionId } of answer.runs)
        context.error(`started ${oneLine(functionId)}  ${runId}\n`);
    return exitCodes.ok;
  } finally {
    await connection.close();
  }
}

interface Sent {
  connection: RuntimeConnection;
  answer: SendEventResponse;
  runIds: string[];
  lastSeq: number;
}

async function followAnswer(sent: Sent, values: SendingValues, context: CommandContext): Promise<number> {
  const { connection, answer, runIds, lastSeq } = sent;
  const print = (line: string) =>
    values.json ? undefined : context.out(`${coloredLine(line, context.styles.out)}\n`);
  const { runs, ended } = await followRuns(connection, runIds, lastSeq, print, context.signal);
  if (!ended && !values.json) context.error(`\n${stoppedText(connection.own)}\n`);
  if (values.json) context.out(`${JSON.stringify({ event: answer.event, runs })}\n`);
  const succeeded = runs.every(({ status }) => status === 'completed' || status === 'skipped');
  return ended && succeeded ? exitCodes.ok : exitCodes.failed;
}

/** What becomes of a run that is no longer followed. */
export function stoppedText(own: boolean): string {
  return own
    ? 'Stopped. Nothing is lost: run `steplight dev` here to continue the run.'
    : 'The run continues in the runtime. See `steplight runs`.';
}

async function whyNothing(client: RuntimeClient, why: EventWhy, notMatched: number): Promise<string[]> {
  const { name, functions } = why;
  if (functions.length > 0) {
    const { now } = await client.status();
    const lines = functions.flatMap((each) => functionLines(each, now));
    return [`${name} was received:`, ...lines, ...(why.notLoaded ? [notLoadedText(why.notLoaded)] : [])];
  }
  if (notMatched > 0)
    return [
      `${name} was received, but did not match ${countText(notMatched, 'waiting run')}. See \`steplight why\`.`,
    ];
  if (why.notLoaded)
    return [`${name} was received, but triggers no known function.`, notLoadedText(why.notLoaded)];
  const { apps } = await client.apps();
  const names = new Set(
    apps.flatMap((app) => app.functions).flatMap((fn) => fn.triggers.map((each) => each.event)),
  );
  names.delete(undefined);
  const known = [...names].map((each) => shellQuoted(each ?? '')).join(', ');
  return [
    known
      ? `${name} was received, but triggers no function. Events that do: ${known}.`
      : `${name} was received, but no functions were found. Start your app, or run this in the folder of your functions.`,
  ];
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

/** @throws UsageError */
function readData(text: string | undefined, { cwd }: CommandContext): Record<string, unknown> | null {
  if (text === undefined) return {};
  const value = json('--data', text.startsWith('@') ? readFile(text.slice(1), cwd) : text);
  if (value === null || isRecord(value)) return value;
  throw invalid('--data', 'a JSON object such as \'{"id":"u1"}\'');
}

/** @throws UsageError */
function readFile(file: string, cwd: string): string {
  try {
    return readFileSync(file === '-' ? 0 : resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new UsageError(`--data could not be read: ${messageOf(error)}`);
  }
}
