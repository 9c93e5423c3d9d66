/** Ids in the form in which Inngest's interfaces have them. */
import { createHash } from 'node:crypto';

/** Account and environment are one here; clients only want them to be there. */
export const nobody = '00000000-0000-4000-b000-000000000000';

/** The namespace of object identifiers (RFC 9562, appendix A), in which the official server names apps, too. */
const namespace = Buffer.from('6ba7b8129dad11d180b400c04fd430c8', 'hex');

/** UUID of version 5 of an app's or a function's id. For apps it is the official server's. */
export function uuidOf(name: string): string {
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** RFC 3339 with milliseconds. */
export function isoTime(at: number): string;
export function isoTime(at: number | null): string | null;
export function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** Unix milliseconds; null when the text is no time. */
export function readTime(value: unknown): number | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
