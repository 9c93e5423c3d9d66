/** Tests of payloads read as: this type (or validator) of an event's data has this schema and this skeleton. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { payloadFor } from '../../../server/src/payload/event-payload.ts';
import type { EventPayload } from '../../../server/src/protocol.ts';
import { workspaceOf } from './workspace-of.ts';

const now = new Date('2026-01-02T03:04:05Z');

export function payloadOf(fixture: string, event = 'e'): EventPayload {
  return payloadFor(workspaceOf(fixture), event, now);
}

/** @param types declarations, among them one of `Data`. */
export function payloadOfType(types: string): EventPayload {
  return payloadOf(`import { eventType, staticSchema } from 'inngest';
    ${types}
    export const e = eventType('e', { schema: staticSchema<Data>() });`);
}

/** @param code imports and constants, among them `schema`. */
export function payloadOfValidator(code: string): EventPayload {
  return payloadOf(`import { eventType } from 'inngest';
    ${code}
    export const e = eventType('e', { schema });`);
}

/** Without what every schema begins with. */
export function schemaIn({ schema }: EventPayload): unknown {
  const { $schema: _dialect, ...rest } = schema ?? {};
  return rest;
}

/** Fails with the places where the skeleton breaks its schema. */
export function checkSkeleton({ schema, skeleton }: EventPayload): void {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema ?? {});
  validate(skeleton);
  expect(validate.errors ?? []).toEqual([]);
}
