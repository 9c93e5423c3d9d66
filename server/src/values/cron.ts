/**
 * Schedules as the server reads them: five fields, an optional time zone in front, and none of the extensions that
 * other cron programs have. Stricter than the libraries that compute the next times.
 */
import type { TextProblem } from './text-problem.ts';
import { isKnownZone, likelyZone } from './time-zone.ts';

interface Field {
  name: string;
  min: number;
  max: number;
  /** Names of values, from `min` on. */
  names: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const fields: readonly Field[] = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of the month', min: 1, max: 31, names: [] },
  { name: 'month', min: 1, max: 12, names: months },
  { name: 'day of the week', min: 0, max: 6, names: weekdays },
];

const shorthands: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

export interface CronText {
  /** Null: the server's own zone, which is UTC. */
  zone: { name: string; start: number; end: number } | null;
  /** What follows the zone. */
  schedule: string;
  start: number;
}

export function splitCron(text: string): CronText {
  const [, prefix = '', name = ''] = /^((?:CRON_)?TZ=)(\S*)/.exec(text) ?? [];
  if (prefix === '') return { zone: null, schedule: text, start: 0 };
  const end = prefix.length + name.length;
  const start = end + (text.slice(end).length - text.slice(end).trimStart().length);
  return { zone: { name, start: prefix.length, end }, schedule: text.slice(start), start };
}

/** Every reason why the server would reject the schedule; empty: it accepts it. */
export function cronProblems(text: string): TextProblem[] {
  const { zone, schedule, start } = splitCron(text);
  const problems = zone ? zoneProblems(zone) : [];
  const trimmed = schedule.trim();
  if (trimmed.startsWith('@')) return [...problems, shorthandProblem(trimmed, text, start)];
  const parts = [...schedule.matchAll(/\S+/g)].map((match) => ({
    text: match[0],
    offset: start + match.index,
  }));
  if (parts.length !== fields.length) return [...problems, countProblem(parts, text, start)];
  for (const [index, part] of parts.entries()) {
    const field = fields[index];
    if (field) problems.push(...fieldProblems(part.text, part.offset, field));
  }
  return problems;
}

function shorthandProblem(schedule: string, text: string, start: number): TextProblem {
  const meaning = shorthands[schedule.toLowerCase()];
  const place = { start, end: text.length };
  if (meaning === undefined) {
    return {
      ...place,
      message: `The server does not support \`${schedule}\`; use the five cron fields.`,
    };
  }
  return {
    ...place,
    message: `The server does not support \`${schedule}\`; use \`${meaning}\`.`,
    edits: [{ ...place, text: meaning }],
  };
}

function countProblem(
  parts: readonly { text: string; offset: number }[],
  text: string,
  start: number,
): TextProblem {
  const place = { start, end: Math.max(text.length, start) };
  const expected = 'minute, hour, day of the month, month, day of the week';
  const [first, second] = parts;
  if (parts.length === 6 && first && second) {
    return {
      ...place,
      message: `A cron schedule has five fields (${expected}); this one has six. Remove the seconds.`,
      edits: [{ start: first.offset, end: second.offset, text: '' }],
    };
  }
  return {
    ...place,
    message: `A cron schedule has five fields (${expected}); this one has ${parts.length || 'none'}.`,
  };
}

function fieldProblems(text: string, offset: number, field: Field): TextProblem[] {
  const problems: TextProblem[] = [];
  let start = offset;
  for (const range of text.split(',')) {
    const problem = range === '' ? null : rangeProblem(range, start, field);
    if (problem) problems.push(problem);
    start += range.length + 1;
  }
  return problems;
}

/** `*`, `5`, `1-5`, `mon-fri`, each with an optional `/2`. */
function rangeProblem(text: string, start: number, field: Field): TextProblem | null {
  const place = { start, end: start + text.length };
  const bad = (message: string, fixed?: string): TextProblem => ({
    ...place,
    message,
    ...(fixed === undefined ? {} : { edits: [{ ...place, text: fixed }] }),
  });
  const [span = '', step, more] = text.split('/');
  if (more !== undefined) return bad(`\`${text}\` has more than one \`/\`.`);
  if (step !== undefined && !/^\+?\d+$/.test(step)) {
    return bad(`The value after \`/\` must be a number, in \`${text}\` for the ${field.name}.`);
  }
  if (step !== undefined && Number(step) === 0) return bad(`\`${text}\` has a step of zero.`);
  const [lowText = '', highText, third] = span.split('-');
  if (lowText === '*' || lowText === '?') return null;
  if (third !== undefined) return bad(`\`${text}\` has more than one \`-\`.`);
  const low = numberOf(lowText, field);
  const high = highText === undefined ? low : numberOf(highText, field);
  if (low === null || high === null)
    return unreadable(text, low === null ? lowText : (highText ?? ''), field, bad);
  if (field.names === weekdays && (low === 7 || high === 7)) {
    const fixed =
      highText === undefined ? text.replace(/^7/, '0') : low <= 6 ? sundayLast(low, step) : undefined;
    return bad('Sunday is 0 here, not 7.', fixed);
  }
  for (const value of [low, high]) {
    if (value < field.min || value > field.max) {
      return bad(`${value} is not a valid ${field.name}; use ${field.min} to ${field.max}.`);
    }
  }
  if (low > high)
    return bad(`\`${text}\` is reversed; split it into two ranges.`, twoRanges(low, high, field, step));
  return null;
}

function numberOf(text: string, field: Field): number | null {
  const named = field.names.indexOf(text.toLowerCase());
  if (named >= 0) return named + field.min;
  return /^\+?\d+$/.test(text) ? Number(text) : null;
}

function sundayLast(low: number, step: string | undefined): string | undefined {
  if (step !== undefined) return undefined;
  return low === 0 ? '*' : `0,${low === 6 ? '6' : `${low}-6`}`;
}

function twoRanges(low: number, high: number, field: Field, step: string | undefined): string | undefined {
  if (step !== undefined) return undefined;
  const span = (from: number, to: number): string => (from === to ? `${from}` : `${from}-${to}`);
  return `${span(low, field.max)},${span(field.min, high)}`;
}

function unreadable(
  text: string,
  part: string,
  field: Field,
  bad: (message: string, fixed?: string) => TextProblem,
): TextProblem {
  if (/^(l|lw|\d+w|\w+#\d+|\w+l)$/i.test(text)) {
    return bad(`The server does not support \`${text}\`; L, W and # are extensions of other schedulers.`);
  }
  const known = field.names.find((name) => part.toLowerCase().startsWith(name));
  if (known !== undefined) {
    return bad(
      `Use \`${known.toUpperCase()}\` for the ${field.name}.`,
      text.replace(part, known.toUpperCase()),
    );
  }
  return bad(`\`${part}\` is not a valid ${field.name}; use ${field.min} to ${field.max}.`);
}

function zoneProblems({ name, start, end }: { name: string; start: number; end: number }): TextProblem[] {
  if (isKnownZone(name)) return [];
  const near = likelyZone(name);
  if (near === null) {
    return [{ start, end, message: `Unknown time zone \`${name}\`; use a name such as \`Europe/Paris\`.` }];
  }
  return [
    {
      start,
      end,
      message: `Unknown time zone \`${name}\`; did you mean \`${near}\`?`,
      edits: [{ start, end, text: near }],
    },
  ];
}
