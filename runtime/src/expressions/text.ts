/** Values as text, the way Go prints them: so do Inngest's servers when they join a value to a text. */
import { type Duration, Failure, kindOf, type Timestamp, TypeName, Uint } from './values.ts';

/** As `%v` has it. */
export function goText(value: unknown): string {
  switch (kindOf(value)) {
    case 'string':
      return value as string;
    case 'double':
      return doubleText(value as number);
    case 'null':
      return 'NULL_VALUE';
    case 'list':
      return `[${(value as unknown[]).map(goNested).join(' ')}]`;
    case 'map': {
      const fields = Object.entries(value as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1));
      return `map[${fields.map(([name, each]) => `${name}:${goNested(each)}`).join(' ')}]`;
    }
    case 'bytes':
      return `[${(value as Uint8Array).join(' ')}]`;
    case 'timestamp':
      return `${timeText(value as Timestamp)
        .replace('T', ' ')
        .replace('Z', '')} +0000 UTC`;
    case 'duration':
      return goDuration(value as Duration);
    default:
      return plainText(value);
  }
}

function goNested(value: unknown): string {
  return value === null ? '<nil>' : goText(value);
}

function plainText(value: unknown): string {
  if (value instanceof Failure) return value.message;
  if (value instanceof Uint) return String(value.value);
  return value instanceof TypeName ? value.name : String(value);
}

/** `%g`: as few digits as tell the number apart; with an exponent below 0.0001 and from a million on. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [digits, power] = value.toExponential().split('e') as [string, string];
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(value);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** RFC 3339, in UTC, without zeros that say nothing. */
export function timeText({ time }: Timestamp): string {
  return new Date(time).toISOString().replace(/\.?0*Z$/, 'Z');
}

/** `6h35m10s`: Go's own form, not the one that this project shows to people. */
function goDuration({ milliseconds }: Duration): string {
  if (milliseconds === 0) return '0s';
  const sign = milliseconds < 0 ? '-' : '';
  const size = Math.abs(milliseconds);
  if (size < 1000) return `${sign}${size}ms`;
  const hours = Math.floor(size / 3_600_000);
  const minutes = Math.floor((size % 3_600_000) / 60_000);
  const seconds = `${(size % 60_000) / 1000}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}
