/** Messages as bytes: what is written is read, and foreign bytes do no harm. */
import { expect, test } from 'vitest';
import {
  connectMessage,
  executorRequest,
  extendLeaseAck,
  sdkResponse,
  startRequest,
  workerConnect,
} from '../../../runtime/src/connect/messages.ts';
import fc from '../../support/property.ts';

const types = { connectMessage, executorRequest, extendLeaseAck, sdkResponse, startRequest, workerConnect };

const app = fc.record({
  appName: fc.string(),
  appVersion: fc.option(fc.string()),
  functions: fc.uint8Array({ minLength: 1 }),
});
const introduction = fc.record({
  connectionId: fc.string(),
  instanceId: fc.string(),
  authData: fc.option(fc.record({ sessionToken: fc.string(), syncToken: fc.string() })),
  apps: fc.array(app),
  manualReadiness: fc.boolean(),
  framework: fc.string(),
  platform: fc.option(fc.string()),
  sdkVersion: fc.string(),
  sdkLanguage: fc.string(),
  maxConcurrency: fc.nat(),
});

test('what is written is read back, including nested messages, lists and absent fields', () => {
  fc.assert(
    fc.property(introduction, (message) => {
      expect(workerConnect.decode(workerConnect.encode(message))).toEqual(message);
    }),
  );
});

test('a default value takes no bytes, and an absent field has it', () => {
  expect(connectMessage.encode({ kind: 0 })).toHaveLength(0);
  expect(extendLeaseAck.decode(new Uint8Array())).toEqual({
    requestId: '',
    accountId: '',
    envId: '',
    appId: '',
    functionSlug: '',
    newLeaseId: null,
  });
});

test('the bytes are those of the wire format', () => {
  // Field 1, length 1, "r"; field 5, varint 2; field 7, varint 1.
  const bytes = Buffer.from('0a0172' + '2802' + '3801', 'hex');
  expect(Buffer.from(sdkResponse.encode({ requestId: 'r', status: 2, noRetry: true }))).toEqual(bytes);
  expect(sdkResponse.decode(bytes)).toMatchObject({ requestId: 'r', status: 2, noRetry: true });
});

test('fields that are unknown, or have another type, are ignored', () => {
  // Field 99, varint 1; field 1 as a varint; then field 1 as it should be.
  const bytes = Buffer.from('980601' + '0801' + '0a0178', 'hex');
  expect(startRequest.decode(bytes)).toEqual({ excludeGateways: ['x'] });
});

test('any bytes are read or rejected', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(types)),
      fc.uint8Array({ maxLength: 200 }),
      (type, bytes) => {
        try {
          expect(type.decode(bytes)).toBeTypeOf('object');
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      },
    ),
    { numRuns: 500 },
  );
});
