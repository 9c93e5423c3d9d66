/** What starts functions (protocol 4.1). */
import { expect } from 'vitest';
import { feature, since } from '../feature.ts';

const hourIn = (zone: string, at: number) =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(at);

export const triggers = [
  feature('trigger if', async ({ serve, send, told }) => {
    await serve([
      {
        id: 'large',
        event: 'list.uploaded',
        if: 'event.data.rows > 100 && event.data.by != "bot"',
        handler: () => 'large',
      },
    ]);
    await send({ name: 'list.uploaded', data: { rows: 100, by: 'ann' } });
    await send({ name: 'list.uploaded', data: { rows: 500, by: 'bot' } });
    await send({ name: 'list.uploaded', data: {} });
    expect(await told()).toEqual([]);
    await send({ name: 'list.uploaded', data: { rows: 500, by: 'ann' } });
    expect(await told()).toEqual(['large: → "large"']);
  }),

  feature('wildcards', async ({ serve, send, told }) => {
    await serve([
      { id: 'slash', event: 'list/*', handler: ({ event }) => event.name },
      { id: 'dot', event: 'list/import.*', handler: ({ event }) => event.name },
    ]);
    await send({ name: 'list', data: {} }, { name: 'lists/x', data: {} });
    expect(await told()).toEqual([]);
    await send({ name: 'list/import.done', data: {} });
    expect((await told()).sort()).toEqual(['dot: → "list/import.done"', 'slash: → "list/import.done"']);
  }),

  feature('several triggers: a run for the first that holds', since(3), async ({ serve, send, told }) => {
    await serve([
      {
        id: 'any',
        triggers: [
          { event: 'list.uploaded', if: 'event.data.n == 1' },
          { event: 'list.uploaded', if: 'event.data.n > 0' },
          { event: 'list.renamed' },
        ],
        handler: ({ event }) => `${event.name} ${event.data.n}`,
      },
    ]);
    await send({ name: 'list.uploaded', data: { n: 1 } }, { name: 'list.renamed', data: { n: 2 } });
    await send({ name: 'list.uploaded', data: { n: 0 } });
    expect(await told()).toEqual(['any: → "list.uploaded 1"', 'any: → "list.renamed 2"']);
  }),

  feature('several functions for one event', async ({ serve, send, told }) => {
    await serve(['a', 'b', 'c'].map((id) => ({ id, event: 'list.uploaded', handler: () => id })));
    await send({ name: 'list.uploaded', data: {} });
    expect((await told()).sort()).toEqual(['a: → "a"', 'b: → "b"', 'c: → "c"']);
  }),

  feature('cron', async ({ serve, advance, runs }) => {
    await serve([{ id: 'report', triggers: [{ cron: '30 * * * *' }], handler: () => 'sent' }]);
    await advance('3h');
    const all = await runs();
    expect(all.map(({ status, output }) => `${status} ${output}`)).toEqual(Array(3).fill('completed sent'));
    expect(all.map(({ queuedAt }) => new Date(queuedAt).getUTCMinutes())).toEqual([30, 30, 30]);
  }),

  feature('cron with a time zone', async ({ serve, advance, runs }) => {
    await serve([
      {
        id: 'report',
        triggers: [{ cron: 'TZ=Asia/Kathmandu 15 9 * * *' }],
        handler: ({ event }) => event.data.cron,
      },
    ]);
    await advance('48h');
    const all = await runs();
    expect(all.map(({ queuedAt }) => hourIn('Asia/Kathmandu', queuedAt))).toEqual(['09:15', '09:15']);
    expect(all[0]!.output).toBe('TZ=Asia/Kathmandu 15 9 * * *');
  }),

  feature('cron with jitter', since(4), async ({ serve, advance, runs }) => {
    await serve([
      { id: 'report', triggers: [{ cron: '0 * * * *', jitter: '5m' }], handler: ({ event }) => event },
    ]);
    await advance('6h');
    const minutes = (await runs()).map(({ queuedAt, output }) => {
      const { ts, data } = output as { ts: number; data: { scheduledAt: string; fireAt: string } };
      expect(Date.parse(data.scheduledAt) % 3_600_000).toBe(0);
      expect(Math.abs(Date.parse(data.fireAt) - ts)).toBeLessThan(1_000);
      return Math.floor((queuedAt % 3_600_000) / 60_000);
    });
    expect(minutes.length).toBeGreaterThanOrEqual(5);
    expect(Math.max(...minutes)).toBeLessThan(5);
  }),

  feature('an event of the future starts its run then', async ({ serve, send, advance, told }) => {
    await serve([{ id: 'later', event: 'list.uploaded', handler: () => 'done' }]);
    await send({ name: 'list.uploaded', data: {}, ts: Date.now() + 3_600_000 });
    expect(await told()).toEqual(['later: ● queued']);
    await advance('1h');
    expect(await told()).toEqual(['later: → "done"']);
  }),

  feature('the same event id starts a function once in a day', async ({ serve, send, advance, told }) => {
    await serve([{ id: 'once', event: 'list.uploaded', handler: ({ event }) => event.data.n }]);
    await send({ id: 'u7', name: 'list.uploaded', data: { n: 1 } });
    await send({ id: 'u7', name: 'list.uploaded', data: { n: 2 } });
    await send({ id: 'u8', name: 'list.uploaded', data: { n: 3 } });
    expect(await told()).toEqual(['once: → 1', 'once: → 3']);
    await advance('25h');
    await send({ id: 'u7', name: 'list.uploaded', data: { n: 4 } });
    expect(await told()).toEqual(['once: → 1', 'once: → 3', 'once: → 4']);
  }),

  feature('POST /invoke runs a function without its event', async ({ serve, runtime, settle, told }) => {
    await serve([{ id: 'report', event: 'never', handler: ({ event }) => event.data.n }]);
    const response = await fetch(`${runtime.origin}/invoke/app-report`, {
      method: 'POST',
      body: JSON.stringify({ data: { n: 5 } }),
    });
    expect(response.status).toBe(200);
    await settle();
    expect(await told()).toEqual(['report: → 5']);
  }),
];
