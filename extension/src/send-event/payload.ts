/** The payload to start from: the one sent last, merged over the type's skeleton. Pure. */
import { isRecord } from '../../../runtime/src/contract/records.ts';

export type Payload = Record<string, unknown>;

/**
 * Starts from what was sent last and adds fields that the event's type has gained since. Fields that are no longer in
 * the type stay: the user may know better.
 */
export function startingPayload(skeleton: Payload, remembered: Payload | null): Payload {
  return remembered === null ? skeleton : overlay(skeleton, remembered);
}

/** `top` wins; objects are merged key by key, everything else is replaced. */
export function overlay(base: Payload, top: Payload): Payload {
  const merged: Payload = { ...base };
  for (const [key, value] of Object.entries(top)) {
    const below = merged[key];
    merged[key] = isRecord(value) && isRecord(below) ? overlay(below, value) : value;
  }
  return merged;
}

/** For an input box: one line with a space after `:` and `,` so that it can be read and edited. */
export function oneLineJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLineJson).join(', ')}]`;
  if (isRecord(value)) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => `${JSON.stringify(key)}: ${oneLineJson(field)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  return JSON.stringify(value) ?? 'null';
}

export type ParsedPayload =
  | { ok: true; payload: Payload }
  | { ok: false; problem: 'not-json' | 'not-an-object' };

/** Empty text is an empty payload. */
export function parsePayload(text: string): ParsedPayload {
  if (text.trim() === '') return { ok: true, payload: {} };
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? { ok: true, payload: value } : { ok: false, problem: 'not-an-object' };
  } catch {
    return { ok: false, problem: 'not-json' };
  }
}
