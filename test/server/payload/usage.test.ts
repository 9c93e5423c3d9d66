/** Payloads of events that nobody declares: from what is taken out of them, asked of them and sent with them. */
import { describe, expect, test } from 'vitest';
import { checkSkeleton, payloadOf, schemaIn } from '../../support/analysis/check-payload.ts';

const client = `import { Inngest } from 'inngest';
  const inngest = new Inngest({ id: 'a' });\n`;
const text = { type: 'string' };

interface Told {
  properties?: Record<string, unknown>;
  required?: string[];
}

/** Schemas by member; one that may be left out has a `?` behind its name. */
function members(fixture: string, event = 'e'): Record<string, unknown> {
  const payload = payloadOf(client + fixture, event);
  checkSkeleton(payload);
  expect(payload.source).toBe('usage');
  const { properties = {}, required = [] } = schemaIn(payload) as Told;
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [required.includes(name) ? name : `${name}?`, schema]),
  );
}

const handler = (
  parameters: string,
  body: string,
  options = "{ id: 'f' }",
  trigger = "{ event: 'e' }",
): string => `inngest.createFunction(${options}, ${trigger}, async (${parameters}) => { ${body} });`;

describe('what handlers read', () => {
  test.each<[string, string, Record<string, unknown>]>([
    ['a member', handler('{ event }', 'event.data.id;'), { id: text }],
    ['by key', handler('{ event }', "event.data['order-id'];"), { 'order-id': text }],
    ['of the whole context', handler('ctx', 'ctx.event.data.id;'), { id: text }],
    [
      'destructured in the parameter',
      handler('{ event: { data: { id, buyer: { email } } } }', 'id;'),
      {
        id: text,
        buyer: { type: 'object', properties: { email: text }, required: ['email'] },
      },
    ],
    [
      'destructured with a value of its own',
      handler('{ event }', 'const { size = 10, tag = "x" } = event.data;'),
      {
        'size?': { type: 'number' },
        'tag?': text,
      },
    ],
    [
      'through variables',
      handler('{ event: e }', 'const d = e.data; const { a: { b } } = d; d.c;'),
      {
        a: { type: 'object', properties: { b: text }, required: ['b'] },
        c: text,
      },
    ],
    [
      'elements in a loop',
      handler('{ event }', 'for (const line of event.data.lines) line.sku;'),
      {
        lines: { type: 'array', items: { type: 'object', properties: { sku: text }, required: ['sku'] } },
      },
    ],
    [
      'elements in a callback',
      handler('{ event }', 'event.data.lines.map(({ sku, count }) => sku);'),
      {
        lines: {
          type: 'array',
          items: {
            type: 'object',
            properties: { sku: text, count: { type: 'number' } },
            required: ['sku', 'count'],
          },
        },
      },
    ],
    [
      'a batch',
      handler('{ events }', 'for (const event of events) event.data.id; events.map((one) => one.data.name);'),
      { id: text, name: text },
    ],
    [
      'by what is done with it',
      handler('{ event }', 'event.data.n.toFixed(2); event.data.list.length; new Date(event.data.when);'),
      {
        n: { type: 'number' },
        list: { type: 'array', items: {} },
        when: { type: 'string', format: 'date-time' },
      },
    ],
    [
      'by what it is compared with',
      handler('{ event }', 'if (event.data.kind === "big" || event.data.n > 3) return;'),
      {
        kind: { type: 'string', examples: ['big'] },
        n: { type: 'number', examples: [3] },
      },
    ],
  ])('%s', (_name, fixture, expected) => {
    expect(members(fixture)).toEqual(expected);
  });
});

describe('helpers', () => {
  test.each<[string, string, Record<string, unknown>]>([
    ['that are given the event', 'function help(event) { event.data.id; }', { id: text }],
    [
      'that are given its data, typed',
      'function help(_: unknown, order: Order) {}',
      { sku: text, 'note?': text },
    ],
    ['that destructure an object', 'const help = ({ order: { sku } }) => sku;', { sku: text }],
  ])('%s', (_name, helper, expected) => {
    const call = helper.includes('_: unknown')
      ? 'help(1, event.data)'
      : helper.includes('{ order')
        ? 'help({ order: event.data, step })'
        : 'help(event)';
    expect(
      members(`interface Order { sku: string; note?: string }
        ${helper}
        ${handler('{ event, step }', `${call};`)}`),
    ).toEqual(expected);
  });

  test('of another file, that call each other', () => {
    expect(
      members(`import { first } from './helpers';
        ${handler('{ event, step }', "await step.run('a', () => first(event.data));")}
        //- /helpers.ts
        export function first(data) { data.a; second(data.inner); first(data); }
        function second({ b }) { return b; }`),
    ).toEqual({ a: text, inner: { type: 'object', properties: { b: text }, required: ['b'] } });
  });
});

describe('types that the code gives', () => {
  test.each([
    ['as', handler('{ event }', 'const order = event.data as Order;')],
    ['annotation', handler('{ event }', 'const order: Order = event.data;')],
    ['parameter', handler('{ event }: { event: { data: Order } }', '')],
    [
      'validator',
      `import { z } from 'zod'; const shape = z.object({ sku: z.string(), note: z.string().optional() });
      ${handler('{ event }', 'const order = shape.parse(event.data);')}`,
    ],
  ])('%s', (_name, fixture) => {
    expect(members(`interface Order { sku: string; note?: string }\n${fixture}`)).toEqual({
      sku: text,
      'note?': text,
    });
  });
});

describe('expressions', () => {
  test('of triggers and options', () => {
    expect(
      members(
        handler(
          '{ event }',
          '',
          "{ id: 'f', concurrency: { key: 'event.data.team', limit: 2 }, cancelOn: [{ event: 'x', match: 'data.order_id' }], idempotency: 'event.data.id + \"-\" + event.data.part' }",
          "{ event: 'e', if: 'event.data.total > 100 && event.data.state == \"paid\"' }",
        ),
      ),
    ).toEqual({
      total: { type: 'number', examples: [100] },
      state: { type: 'string', examples: ['paid'] },
      team: text,
      order_id: text,
      id: text,
      part: text,
    });
  });

  test('of waits refer to both events', () => {
    const fixture = handler(
      '{ step }',
      "await step.waitForEvent('w', { event: 'reply', timeout: '1d', if: 'event.data.a == async.data.b && async.data.ok == true' });",
    );
    expect(members(fixture)).toEqual({ a: text });
    expect(members(fixture, 'reply')).toEqual({ b: text, ok: { type: 'boolean', examples: [true] } });
  });
});

describe('what senders send', () => {
  test('types of what is sent', () => {
    expect(
      members(`interface Buyer { email: string }
        export async function make(id: string, buyer: Buyer, note?: string) {
          const at = new Date();
          await inngest.send({ name: 'e', data: { id, buyer, note, at, count: 1, tags: ['a'], ...more(), nested: { ok: true } } });
        }
        const more = () => ({ extra: null });`),
    ).toEqual({
      id: text,
      buyer: { type: 'object', properties: { email: text }, required: ['email'] },
      'note?': text,
      at: { type: 'string', format: 'date-time' },
      count: { type: 'number' },
      tags: { type: 'array', items: text },
      extra: { type: 'null' },
      nested: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] },
    });
  });

  test('what only some senders include is optional; what handlers read is required', () => {
    expect(
      members(`await inngest.send([{ name: 'e', data: { id: 'a', kind: 'x' } }, { name: 'e', data: { id: 1 } }]);
        ${handler('{ event }', 'event.data.id; event.data.missing;')}`),
    ).toEqual({ id: { anyOf: [text, { type: 'number' }] }, missing: text, 'kind?': text });
  });

  test('a step that sends, and an event type that makes', () => {
    expect(
      members(
        handler(
          '{ event, step }',
          "await step.sendEvent('s', { name: 'other', data: { from: event.data.id, n: 2 } });",
        ),
        'other',
      ),
    ).toEqual({ from: {}, n: { type: 'number' } });
  });
});

test('unknown events have no payload', () => {
  expect(payloadOf(client, 'nobody')).toEqual({
    event: 'nobody',
    skeleton: {},
    schema: null,
    source: 'none',
  });
});
