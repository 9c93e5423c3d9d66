/** How long, and how much, a journal keeps. */
import { parseDurationInput } from '../contract/duration-input.ts';

export interface Retention {
  /** Milliseconds after its end for which a run is kept; null: forever. */
  age: number | null;
  /** Maximum size of the journal in bytes, as far as ended runs make it up; null: any. */
  size: number | null;
}

export const defaultRetention: Retention = { age: 30 * 86_400_000, size: 1024 ** 3 };

/** `30d`, `12h`; `forever` is null. Undefined when it is neither. */
export function readAge(text: string): number | null | undefined {
  if (text === 'forever') return null;
  return parseDurationInput(text) ?? undefined;
}

const units: Readonly<Record<string, number>> = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

/** `500mb`, `1.5gb`; `any` is null. Undefined when it is neither. */
export function readSize(text: string): number | null | undefined {
  if (text === 'any') return null;
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*(kb|mb|gb)$/i.exec(text.trim()) ?? [];
  const factor = units[unit?.toLowerCase() ?? ''];
  return factor === undefined ? undefined : Math.round(Number(count) * factor);
}
