/** The five fields of a schedule, as the official server reads them (robfig/cron, protocol 4.1). */

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

/** `plain`: the same times in a form that every cron program reads. The problem is a phrase. */
export type CronFields = { plain: string } | { problem: string };

/** @param schedule without a time zone. */
export function readCronFields(schedule: string): CronFields {
  const parts = schedule.trim().split(/\s+/);
  if (parts.length !== fields.length) return { problem: 'is not a schedule of five fields' };
  const plain: string[] = [];
  for (const [index, field] of fields.entries()) {
    const values = readField(parts[index]!, field);
    if (typeof values === 'string') return { problem: values };
    plain.push(values === null ? '*' : [...values].sort((a, b) => a - b).join(','));
  }
  return { plain: plain.join(' ') };
}

/** Null: any value, which matters for the two fields of days. A text says what is wrong. */
function readField(text: string, field: Field): Set<number> | null | string {
  const values = new Set<number>();
  let isAny = false;
  for (const part of text.split(',').filter((each) => each !== '')) {
    const range = readRange(part, field);
    if (range === null) return `has "${part}", which is no ${field.name} to Inngest's servers`;
    isAny ||= range.isAny;
    for (let value = range.low; value <= range.high; value += range.step) values.add(value);
  }
  if (values.size === 0) return `has no ${field.name}`;
  return isAny ? null : values;
}

/** `*`, `5`, `1-5`, `mon-fri`, each with an optional `/2`; `5/15` goes on to the end. Null when it is none of these. */
function readRange(text: string, field: Field) {
  const [span = '', stepText, ...moreSteps] = text.split('/');
  const [lowText = '', highText, ...moreBounds] = span.split('-');
  const step = stepText === undefined ? 1 : numberOf(stepText);
  if (moreSteps.length + moreBounds.length > 0 || step === null || step === 0) return null;
  if (lowText === '*' || lowText === '?') return { low: field.min, high: field.max, step, isAny: step === 1 };
  const low = valueNamed(lowText, field);
  const end = stepText === undefined ? low : field.max;
  const high = highText === undefined ? end : valueNamed(highText, field);
  if (low === null || high === null || low < field.min || high > field.max || low > high) return null;
  return { low, high, step, isAny: false };
}

function valueNamed(text: string, { names, min }: Field): number | null {
  const index = names.indexOf(text.toLowerCase());
  return index >= 0 ? index + min : numberOf(text);
}

function numberOf(text: string): number | null {
  return /^\+?\d+$/.test(text) ? Number(text) : null;
}
