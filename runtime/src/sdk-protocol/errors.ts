/** Errors as SDKs write them (protocol 2.3): an object, or in SDK 1 and 2 a JSON text that holds one. */
import type { SerializedError } from '../contract/run.ts';
import { parseJson } from './json.ts';

/** Never throws: what is no error becomes the message of one. */
export function readError(value: unknown): SerializedError {
  if (typeof value === 'string') {
    const inner = parsedObject(value);
    return inner ? readError(inner) : { name: 'Error', message: value };
  }
  if (typeof value !== 'object' || value === null) return { name: 'Error', message: String(value) };
  const raw = value as Record<string, unknown>;
  const error: SerializedError = {
    name: typeof raw.name === 'string' ? raw.name : 'Error',
    message: typeof raw.message === 'string' ? raw.message : textOf(raw),
  };
  if (typeof raw.stack === 'string') error.stack = raw.stack;
  if (raw.cause !== undefined) error.cause = raw.cause;
  if (raw.data !== undefined) error.data = raw.data;
  return error;
}

function textOf(raw: Record<string, unknown>): string {
  if (typeof raw.error === 'string') return raw.error;
  return JSON.stringify(raw);
}

function parsedObject(text: string): object | null {
  try {
    const value: unknown = parseJson(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
