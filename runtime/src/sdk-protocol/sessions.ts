/**
 * Sessions group events and the runs they start (protocol 2.11). Senders name them, and the SDK hands those of a run on to
 * what the run sends; what the sender named wins, and `null` cuts off what was handed on.
 */

import { isRecord } from '../contract/records.ts';

export interface EventMeta {
  sessions: Record<string, string>;
}

const maxSessions = 5;
const maxKeyBytes = 128;
const maxIdBytes = 512;

/** The error is a sentence for the sender. Undefined: the event has no sessions. */
export function readEventMeta(meta: unknown): { meta: EventMeta | undefined } | { error: string } {
  if (meta === undefined || meta === null) return { meta: undefined };
  if (!isRecord(meta)) return { error: 'event meta must be an object' };
  const inherited = meta.sessions === null ? {} : readSessions(meta.propagated_sessions ?? {}, false);
  const own = readSessions(meta.sessions ?? {}, true);
  if (!inherited || !own) return { error: 'event meta.sessions must be an object of strings' };
  const merged: Record<string, string> = {};
  for (const [key, id] of Object.entries(own)) if (id !== null) merged[key] = id;
  if (Object.keys(merged).length > maxSessions) return { error: `at most ${maxSessions} sessions per event` };
  for (const key of Object.keys(inherited).sort()) {
    if (key in own || Object.keys(merged).length >= maxSessions) continue;
    merged[key] = inherited[key]!;
  }
  for (const [key, id] of Object.entries(merged)) {
    if (key === '' || id === '') return { error: 'sessions must have a key and an id' };
    if (Buffer.byteLength(key) > maxKeyBytes)
      return { error: `a session key is longer than ${maxKeyBytes} bytes` };
    if (Buffer.byteLength(id) > maxIdBytes)
      return { error: `a session id is longer than ${maxIdBytes} bytes` };
  }
  return { meta: Object.keys(merged).length > 0 ? { sessions: merged } : undefined };
}

/** Null when something else stands there. Numbers are ids, too. */
function readSessions(value: unknown, nulls: boolean): Record<string, string | null> | null {
  if (!isRecord(value)) return null;
  const sessions: Record<string, string | null> = {};
  for (const [key, id] of Object.entries(value)) {
    if (typeof id === 'string' || typeof id === 'number') sessions[key] = String(id);
    else if (id === null && nulls) sessions[key] = null;
    else return null;
  }
  return sessions;
}
