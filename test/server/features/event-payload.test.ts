/** Payloads to start from: by declared type in every SDK's way, else by use. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { payloadFor } from '../../../server/src/payload/event-payload.ts';
import { Workspace } from '../../../server/src/workspace/workspace.ts';
import { workspaceOf } from '../../support/analysis/workspace-of.ts';

const now = new Date('2026-01-02T03:04:05Z');
const iso = '2026-01-02T03:04:05.000Z';

function payload(fixture: string, event = 'e') {
  const { skeleton, source, schema } = payloadFor(workspaceOf(fixture), event, now);
  return { skeleton, source, schema };
}

const order = `
  type Order = {
    order_id: string; count: number; is_paid: boolean; made_at: string; at: Date;
    state: 'open' | 'closed'; lines: Line[]; buyer: { email: string; tags?: string[] };
    note?: string; parent: string | null;
  };
  interface Line extends Base { sku: string }
  interface Base { id: number }`;
const orderSkeleton = {
  order_id: '',
  count: 0,
  is_paid: false,
  made_at: iso,
  at: iso,
  state: 'open',
  lines: [{ id: 0, sku: '' }],
  buyer: { email: 'user@example.com' },
  parent: '',
};

describe('declared types', () => {
  test.each([
    [
      'SDK 4 staticSchema',
      `import { eventType, staticSchema } from 'inngest'; ${order}
      export const made = eventType('e', { schema: staticSchema<Order>() });`,
    ],
    [
      'SDK 3 fromRecord',
      `import { Inngest, EventSchemas } from 'inngest'; ${order}
      type Events = { e: { data: Order }; other: { data: { x: 1 } } };
      export const inngest = new Inngest({ id: 'a', schemas: new EventSchemas().fromRecord<Events>() });`,
    ],
    [
      'SDK 3 fromUnion',
      `import { Inngest, EventSchemas } from 'inngest'; ${order}
      type Made = { name: 'e'; data: Order }; type Other = { name: 'other'; data: { x: 1 } };
      export const inngest = new Inngest({ id: 'a', schemas: new EventSchemas().fromUnion<Made | Other>() });`,
    ],
    [
      'SDK 1 type argument',
      `import { Inngest } from 'inngest'; ${order}
      type Events = { e: { name: 'e'; data: Order } };
      export const inngest = new Inngest<Events>({ name: 'a' });`,
    ],
    [
      'a type of another file',
      `import { Inngest } from 'inngest'; import type { Events } from './events';
      export const inngest = new Inngest<Events>({ name: 'a' });
      //- /events.ts
      ${order.replace('type Order', 'export type Order')}
      export type Events = { e: { name: 'e'; data: Order } };`,
    ],
  ])('%s', (_name, fixture) => {
    const { skeleton, source } = payload(fixture);
    expect(source).toBe('types');
    expect(skeleton).toEqual(orderSkeleton);
  });

  test.each([
    [
      'SDK 4 with zod',
      `import { eventType } from 'inngest'; import { z } from 'zod';
      const base = z.object({ id: z.string() });
      eventType('e', { schema: base.extend({ n: z.number().int(), mode: z.enum(['a', 'b']), note: z.string().optional(), when: z.coerce.date() }) });`,
    ],
    [
      'SDK 3 fromZod',
      `import { EventSchemas } from 'inngest'; import { z } from 'zod';
      new EventSchemas().fromZod({ e: { data: z.object({ id: z.string(), n: z.number(), mode: z.enum(['a', 'b']), when: z.date() }) } });`,
    ],
    [
      'SDK 3 fromZod with a list',
      `import { EventSchemas } from 'inngest'; import { z } from 'zod';
      new EventSchemas().fromZod([z.object({ name: z.literal('e'), data: z.object({ id: z.string(), n: z.number(), mode: z.enum(['a', 'b']), when: z.date() }) })]);`,
    ],
    [
      'z.infer',
      `import { Inngest, EventSchemas } from 'inngest'; import { z } from 'zod';
      const schema = z.object({ id: z.string(), n: z.number(), mode: z.enum(['a', 'b']), when: z.date() });
      type Events = { e: { data: z.infer<typeof schema> } };
      new Inngest({ id: 'a', schemas: new EventSchemas().fromRecord<Events>() });`,
    ],
  ])('%s', (_name, fixture) => {
    expect(payload(fixture).skeleton).toEqual({ id: '', n: 0, mode: 'a', when: iso });
  });

  test('the schema says what is required and what is optional', () => {
    const { schema } = payload(`import { eventType, staticSchema } from 'inngest';
      type Data = {
        /** Which one. */
        id: string; note?: string; kind: 'a' | 'b' };
      eventType('e', { schema: staticSchema<Data>() });`);
    expect(schema).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        id: { type: 'string', description: 'Which one.' },
        note: { type: 'string' },
        kind: { enum: ['a', 'b'] },
      },
      required: ['id', 'kind'],
    });
  });

  test('utility types', () => {
    const { skeleton } = payload(`import { eventType, staticSchema } from 'inngest';
      type All = { a: string; b: number; c: boolean };
      type Data = Pick<All, 'a' | 'b'> & Omit<All, 'a' | 'b'> & Partial<{ d: string }> & { r: Record<'x' | 'y', number>; n: All['b']; g: Box<string> };
      type Box<T> = { value: T };
      eventType('e', { schema: staticSchema<Data>() });`);
    expect(skeleton).toEqual({ a: '', b: 0, c: false, r: { x: 0, y: 0 }, n: 0, g: { value: '' } });
  });

  test('a type that refers to itself terminates', () => {
    const { skeleton } = payload(`import { eventType, staticSchema } from 'inngest';
      type Tree = { name: string; children: Tree[]; parent?: Tree };
      eventType('e', { schema: staticSchema<Tree>() });`);
    expect(skeleton).toMatchObject({ name: '' });
  });
});

describe('use', () => {
  const client = `import { Inngest } from 'inngest';\nconst inngest = new Inngest({ id: 'a' });\n`;

  test('members of the trigger’s data, destructured or not, and what waits match on', () => {
    const { skeleton, source } = payload(`${client}
      inngest.createFunction({ id: 'f' }, { event: 'e' }, async ({ event, step }) => {
        const { order_id, lines: items } = event.data;
        const data = event.data;
        items.map((item) => item);
        data.name.toUpperCase();
        if (event.data.is_paid) await step.run('x', () => event.data.buyer.address.city);
        await step.waitForEvent('w', { event: 'other', timeout: '1d', match: 'data.upload_id' });
      });`);
    expect(source).toBe('usage');
    expect(skeleton).toEqual({
      order_id: '',
      lines: [],
      name: '',
      is_paid: false,
      buyer: { address: { city: '' } },
      upload_id: '',
    });
  });

  test('members of an awaited event', () => {
    const { skeleton } = payload(
      `${client}
      inngest.createFunction({ id: 'f' }, { event: 'e' }, async ({ step }) => {
        const reply = await step.waitForEvent('w', { event: 'reply', timeout: '1d', match: 'data.id' });
        if (reply?.data.is_approved) await step.run('x', () => reply.data.reason);
      });`,
      'reply',
    );
    expect(skeleton).toEqual({ is_approved: false, reason: '', id: '' });
  });
});

test.each(['sdk4', 'sdk3', 'sdk2', 'sdk1'])('the sample in %s, opened alone', async (variant) => {
  const workspace = new Workspace();
  await workspace.index(
    join(import.meta.dirname, '../../workspaces/contacts-import', variant),
    () => {},
    () => false,
  );
  expect(payloadFor(workspace, 'api/contact_list.uploaded', now)).toMatchObject({
    source: 'types',
    skeleton: { upload_id: 'upload-1', filename: 'flaky.csv', user_id: 'ada' },
  });
  expect(payloadFor(workspace, 'api/contact_list.reviewed', now)).toMatchObject({
    source: 'types',
    skeleton: { upload_id: '', is_approved: true },
  });
});
