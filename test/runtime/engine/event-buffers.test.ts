/** Events that are buffered before they start a run: debounces and batches (protocol 4.5). A line is a run, as in flow-control. */
import { describe, test } from 'vitest';
import { checkFlow } from '../../support/analysis/check-flow.ts';

describe('debounce', () => {
  test('starts with the last event after a period without events', async () => {
    await checkFlow(
      {
        config: { debounce: { period: '3s' } },
        sent: [
          [0, {}],
          [2, {}],
          [4, {}],
        ],
        until: 8,
      },
      ['3 at 7'],
    );
  });

  test('starts at the timeout after the first event, whatever arrives', async () => {
    await checkFlow(
      {
        config: { debounce: { period: '3s', timeout: '5s' } },
        sent: [
          [0, {}],
          [2, {}],
          [4, {}],
          [6, {}],
        ],
        until: 10,
      },
      ['3 at 5', '4 at 9'],
    );
  });

  test('with a key buffers each value separately', async () => {
    await checkFlow(
      {
        config: { debounce: { period: '2s', key: 'event.data.doc' } },
        sent: [
          [0, { doc: 'a' }, { doc: 'b' }],
          [1, { doc: 'a' }],
        ],
        until: 4,
      },
      ['2 at 2', '3 at 3'],
    );
  });

  test.each([
    ['rateLimit', { rateLimit: { limit: 1, period: '1h' } }],
    ['idempotency', { idempotency: 'event.data.cart' }],
  ])('comes after %s, which counts the events it buffers', async (_, limit) => {
    await checkFlow(
      {
        config: { debounce: { period: '3s' }, ...limit },
        sent: [
          [0, { cart: 1 }],
          [2, { cart: 1 }],
          [8, { cart: 1 }],
        ],
        until: 12,
      },
      ['1 at 3'],
    );
  });

  test('with a singleton and a concurrency limit buffers first, then yields to the active run', async () => {
    await checkFlow(
      {
        config: { debounce: { period: '2s' }, singleton: { mode: 'skip' }, concurrency: 1 },
        sent: [
          [0, {}],
          [1, {}],
          [4, {}],
        ],
        takes: 5,
        until: 9,
      },
      ['2 at 3', '3 - skipped'],
    );
  });

  test('with a throttle lets each of its runs start in turn', async () => {
    await checkFlow(
      {
        config: { debounce: { period: '1s' }, throttle: { limit: 1, period: '5s' } },
        sent: [
          [0, {}],
          [2, {}],
        ],
        until: 8,
      },
      ['1 at 1', '2 at 6'],
    );
  });
});

describe('batches', () => {
  test('start when they are full, or at their timeout', async () => {
    await checkFlow(
      {
        config: { batchEvents: { maxSize: 3, timeout: '5s' } },
        sent: [[0, {}, {}, {}, {}]],
        until: 6,
      },
      ['1+2+3 at 0', '4 at 5'],
    );
  });

  test('with a key collect each value separately; events that do not meet the condition run alone', async () => {
    await checkFlow(
      {
        config: {
          batchEvents: { maxSize: 2, timeout: '5s', key: 'event.data.shop', if: 'event.data.urgent != true' },
        },
        sent: [[0, { shop: 'a' }, { shop: 'b' }, { shop: 'a' }, { shop: 'b', urgent: true }]],
        until: 6,
      },
      ['1+3 at 0', '4 at 0', '2 at 5'],
    );
  });
});
