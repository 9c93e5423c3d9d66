/** Ids and times in the format of Inngest's APIs. */
export { uuidOf } from '../../sdk-protocol/uuid.ts';

/** The only account and environment; clients require their ids. */
export const localAccountId = '00000000-0000-4000-b000-000000000000';

export function isUlid(text: string): boolean {
  return /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i.test(text);
}

/** RFC 3339 with milliseconds. */
export function isoTime(at: number): string;
export function isoTime(at: number | null): string | null;
export function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** Unix milliseconds; null when the value is not a valid time. */
export function readTime(value: unknown): number | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
