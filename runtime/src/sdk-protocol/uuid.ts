/** SDKs and clients of Inngest's interfaces want UUIDs for apps and functions: derived from their ids, so that they stay. */
import { createHash } from 'node:crypto';

/** The namespace of object identifiers (RFC 9562, appendix A), in which the official server names apps, too. */
const namespace = Buffer.from('6ba7b8129dad11d180b400c04fd430c8', 'hex');

const known = new Map<string, string>();
const maxKnown = 10_000;

/** UUID of version 5 of an app's or a function's id. For apps it is the official server's. */
export function uuidOf(name: string): string {
  const before = known.get(name);
  if (before !== undefined) return before;
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  const uuid = [0, 8, 12, 16, 20].map((from, index, starts) => hex.slice(from, starts[index + 1])).join('-');
  if (known.size >= maxKnown) known.clear();
  known.set(name, uuid);
  return uuid;
}
