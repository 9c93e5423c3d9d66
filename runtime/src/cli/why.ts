/** `steplight why`. */
import { type RuntimeClient, RuntimeError } from '../client/runtime-client.ts';
import type { StartRefusal } from '../contract/journal.ts';
import type { ClauseVerdict } from '../contract/run.ts';
import type { EventWhy, FunctionWhy, RunWhy } from '../contract/why.ts';
import { UsageError } from '../process-options.ts';
import type { Surroundings } from './command-io.ts';
import { findRuntime } from './connect.ts';
import { parseQuestion } from './question-args.ts';
import { durationText, glimpse } from './words.ts';

export const whyHelp = `steplight why RUN|EVENT [--json] [--data-folder DIR]

Says why something did not happen: why an event started no run or ended no wait, and what a run waits for.
RUN and EVENT are ids; "last" is the latest run.

  --json             print the answer as JSON
  --data-folder DIR  the runtime's data folder; default: STEPLIGHT_DATA, or the one of this folder
`;

export async function why(args: string[], io: Surroundings): Promise<number> {
  const { values, positionals } = parseQuestion(args);
  if (values.help) {
    io.out(whyHelp);
    return 0;
  }
  const [id] = positionals;
  if (id === undefined) throw new UsageError('Name a run or an event. `steplight runs` lists runs.');
  const found = findRuntime(io, values['data-folder']);
  if (!found) throw new Error('No runtime runs for this folder. `steplight dev` starts one.');
  const answer = await ask(found.client, id);
  const now = (await found.client.status()).now;
  if (values.json) io.out(`${JSON.stringify(answer)}\n`);
  else io.out(`${('runId' in answer ? runLines(answer, now) : eventLines(answer, now)).join('\n')}\n`);
  return 0;
}

async function ask(client: RuntimeClient, id: string): Promise<RunWhy | EventWhy> {
  const runs = (await client.listRuns({ limit: 1_000 })).runs;
  const run =
    id === 'last' ? runs[0] : runs.find(({ runId }) => runId === id || runId.endsWith(id.toUpperCase()));
  if (run) return client.whyRun(run.runId);
  try {
    return await client.whyEvent(id);
  } catch (error) {
    if (error instanceof RuntimeError && error.code === 'event-not-found')
      throw new Error(`There is neither a run nor an event "${id}".`);
    throw error;
  }
}

export function runLines({ runId, status, held, dueAt, waits }: RunWhy, now: number): string[] {
  const lines = [`${runId} is ${status}`];
  if (held?.by === 'concurrency') {
    const by = held.holders.length > 0 ? `: taken by ${held.holders.join(', ')}` : '';
    lines.push(`  concurrency: the limit of ${held.limit} (${held.key}) is reached${by}`);
  }
  if (held?.by === 'throttle') lines.push(`  throttle: it may start in ${durationText(held.until - now)}`);
  if (held?.by === 'no-app') lines.push('  nothing serves its function: start its app');
  if (dueAt !== null) lines.push(`  goes on in ${durationText(dueAt - now)}`);
  for (const wait of waits) {
    const left = durationText(wait.expiresAt - now);
    const condition = wait.if === null ? '' : ` where ${wait.if}`;
    lines.push(`  ${wait.step}: waits for ${wait.event}${condition} (${left} left)`);
    for (const miss of wait.nearMisses.slice(-3))
      lines.push(`    event ${miss.eventId} did not match`, ...clauseLines(miss.clauses, '      '));
    for (const { eventId, before } of wait.tooEarly.slice(0, 3))
      lines.push(
        `    event ${eventId} would have matched, but came ${durationText(before)} before the wait began`,
      );
    if (wait.nearMisses.length + wait.tooEarly.length === 0) lines.push('    no event of that name has come');
  }
  return lines;
}

export function eventLines(
  { name, eventId, functions, waits, similarNames }: EventWhy,
  now: number,
): string[] {
  const lines = [`${name} ${eventId}`];
  for (const each of functions) lines.push(...functionLines(each, now));
  for (const { step, runId, clauses } of waits)
    lines.push(`  did not end the wait "${step}" of ${runId}`, ...clauseLines(clauses, '    '));
  if (functions.length === 0) {
    lines.push('  no function that is served now is started by it');
    if (similarNames.length > 0) lines.push(`  did you mean ${similarNames.join(' or ')}?`);
  }
  return lines;
}

/** What became of the event at one function. */
export function functionLines({ functionId, verdict }: FunctionWhy, now: number): string[] {
  switch (verdict.kind) {
    case 'started':
      return [`  ${functionId}: started ${verdict.runId}`];
    case 'refused':
      return [`  ${functionId}: not started: ${refusalText(verdict.reason, now)}`];
    case 'held': {
      const others = verdict.by === 'batch' ? `a batch of ${verdict.events}` : 'a debounce';
      return [`  ${functionId}: held in ${others}, starts in ${durationText(verdict.releaseAt - now)}`];
    }
    case 'superseded':
      return [`  ${functionId}: not started: a later event of the debounce took its place`];
    case 'condition':
      return [
        `  ${functionId}: not started: the trigger's condition was not true`,
        ...clauseLines(verdict.clauses, '    '),
      ];
    case 'unknown':
      return [`  ${functionId}: not started: it was not served when the event came`];
  }
}

function refusalText(reason: StartRefusal, now: number): string {
  if (reason.by === 'event-id')
    return `an event with the id ${reason.id} has started it within the last 24 hours`;
  const key = reason.key === null ? '' : ` for ${reason.key}`;
  const again = reason.again > now ? `, the next in ${durationText(reason.again - now)}` : '';
  return `the rate limit of ${reason.limit} in ${durationText(reason.period)}${key}${again}`;
}

function clauseLines(clauses: readonly ClauseVerdict[], indent: string): string[] {
  return clauses
    .filter((clause) => clause.result !== true)
    .map(({ expression, left, right, reason }) => {
      const values =
        left && right
          ? `${glimpse(left.value) || 'nothing'} and ${glimpse(right.value) || 'nothing'}`
          : 'false';
      return `${indent}${expression}: ${reason ?? values}`;
    });
}
