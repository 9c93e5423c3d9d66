/** Validates and completes events as senders send them (protocol 3.1). */

import { encodeTime } from 'ulid';
import { isRecord } from '../../contract/records.ts';
import type { EventRecord } from '../../contract/run.ts';
import { eventTooLarge, maxEventBytes, sizeOf } from '../../sdk-protocol/limits.ts';
import { readEventMeta } from '../../sdk-protocol/sessions.ts';

export interface ReadContext {
  /** Unix milliseconds. */
  now: number;
  /** A new ULID for the event at this index of the request. */
  newId(index: number): string;
}

export type EventResult = { event: EventRecord } | { error: string };

const earliest = Date.UTC(1980, 0, 1);
const latest = Date.UTC(2100, 0, 1);

/** One event. The error is a sentence for the sender. */
export function readEvent(value: unknown, index: number, context: ReadContext): EventResult {
  if (!isRecord(value))
    return { error: 'Request body must contain an event object or an array of event objects' };
  const { name, data, id, ts, user, v } = value;
  if (typeof name !== 'string' || name.trim() === '') return { error: 'event name is empty' };
  if (Buffer.byteLength(name) > 512) return { error: 'event name is longer than 512 bytes' };
  if (/^inngest\//i.test(name)) return { error: 'event name is reserved for internal use' };
  if (data !== undefined && data !== null && !isRecord(data))
    return { error: 'event data must be an object' };
  if (user !== undefined && user !== null && !isRecord(user))
    return { error: 'event user must be an object' };
  if (id !== undefined && id !== null && typeof id !== 'string')
    return { error: 'event id must be a string' };
  if (v !== undefined && v !== null && typeof v !== 'string') return { error: 'event v must be a string' };
  const time = readTime(ts, context.now);
  if (time === null) return { error: 'event ts must be unix milliseconds between 1980 and 2100' };
  const size = sizeOf(value);
  if (size > maxEventBytes) return { error: eventTooLarge(size) };
  const sessions = readEventMeta(value.meta);
  if ('error' in sessions) return sessions;
  const internalId = context.newId(index);
  return {
    event: {
      internalId,
      id: typeof id === 'string' && id !== '' ? id : internalId,
      name,
      data: isRecord(data) ? withoutInternal(data) : null,
      user: (user ?? {}) as Record<string, unknown>,
      ts: time,
      ...(typeof v === 'string' && v !== '' ? { v } : {}),
      ...(sessions.meta ? { meta: sessions.meta } : {}),
      receivedAt: context.now,
    },
  };
}

/** Only the runtime itself may set `_inngest`. */
function withoutInternal({ _inngest: _, ...own }: Record<string, unknown>): Record<string, unknown> {
  return own;
}

/** Null when it is not a valid time. Absent and 0 mean now. */
function readTime(ts: unknown, now: number): number | null {
  if (ts === undefined || ts === null || ts === 0) return now;
  if (typeof ts !== 'number' || !Number.isFinite(ts)) return null;
  return ts >= earliest && ts <= latest ? Math.trunc(ts) : null;
}

/**
 * Ids from `x-inngest-event-id-seed` (`millis,base64(10 bytes)`), which gives a resent request the same ids.
 * Null when the header is absent or invalid.
 */
export function seededIds(seed: string | undefined): ((index: number) => string) | null {
  const [millis, entropy] = (seed ?? '').split(',');
  const time = Number(millis);
  const bytes = Buffer.from(entropy ?? '', 'base64');
  if (!Number.isSafeInteger(time) || time < 0 || time >= 2 ** 48 || bytes.length !== 10) return null;
  return (index) => {
    const own = Buffer.from(bytes);
    own.writeUInt32BE((own.readUInt32BE(6) + index + 1) >>> 0, 6);
    return encodeTime(time, 10) + base32(own);
  };
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 10 bytes as the 16 characters of a ULID's second part. */
function base32(bytes: Buffer): string {
  let value = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let digit = 0; digit < 16; digit++) {
    text = crockford[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return text;
}
