/** The five fields of a schedule, as the official server reads them (robfig/cron, protocol 4.1). */

/** `names` stand for values, from `min` on. A test compares this table with the one by which the editor checks crons. */
interface Field {
  name: string;
  min: number;
  max: number;
  names: readonly string[];
}

const fields = [
  field('minute', 0, 59),
  field('hour', 0, 23),
  field('day of the month', 1, 31),
  field('month', 1, 12, 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')),
  field('day of the week', 0, 6, 'sun mon tue wed thu fri sat'.split(' ')),
];

function field(name: string, min: number, max: number, names: readonly string[] = []): Field {
  return { name, min, max, names };
}

/** `plain`: the same times in a form that every cron program reads. The problem is a phrase. */
export type CronFields = { plain: string } | { problem: string };

/** @param schedule without a time zone. */
export function readCronFields(schedule: string): CronFields {
  const parts = schedule.trim().split(/\s+/);
  if (parts.length !== fields.length) return { problem: 'does not have five fields' };
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
    if (range === null) return `has "${part}", which Inngest's servers do not accept for the ${field.name}`;
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
  if (moreSteps.length > 0 || step === null || step === 0) return null;
  if (lowText === '*' || lowText === '?') return { low: field.min, high: field.max, step, isAny: step === 1 };
  if (moreBounds.length > 0) return null;
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
