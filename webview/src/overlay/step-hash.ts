/** Hashed step ids as the SDKs make them (protocol 2.4). */
import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

export function sha1Hex(text: string): string {
  return bytesToHex(sha1(utf8ToBytes(text)));
}

/** SDK 3 and 4. @param occurrence 0 for the first use of the id in a run, 1 for the second … */
export function hashOfId(id: string, occurrence: number): string {
  return sha1Hex(occurrence === 0 ? id : `${id}:${occurrence}`);
}

export interface LegacyIdentity {
  /** Hashed id of the step that the replay had resolved last; null at the start. */
  parent: string | null;
  /** As hashed: `StepPlanned` also for steps that were then executed at once. */
  op: 'StepPlanned' | 'Sleep' | 'WaitForEvent';
  name: string;
  opts: Record<string, unknown> | null;
}

/** SDK 1 and 2. @param position counts equal identities found in the same tick, from 0. */
export function hashOfIdentity(identity: LegacyIdentity, position: number): string {
  return sha1Hex(canonicalJson({ ...identity, pos: position }));
}

/** JSON with sorted keys (RFC 8785, for the values that occur in step options). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}
