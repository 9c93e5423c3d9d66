/** Events sent under names that are looked up, made earlier, or handed to a sender from outside. */
import { describe, expect, test } from 'vitest';
import { sentNamesIn } from '../../support/analysis/check-events.ts';

const tables = `
//- /tables.ts
import { Inngest } from 'inngest';
export const inngest = new Inngest({ id: 'shop' });
export const EVENTS = { a: 'jobs/a', b: 'jobs/b' } as const;
export const LIST = ['jobs/a', 'jobs/b'];
export const NESTED = { a: { event: 'jobs/a' }, b: { event: 'jobs/b' } };
export const MAP = new Map([['x', 'jobs/a'], ['y', 'jobs/b']]);
export const FROZEN = Object.freeze({ ...EVENTS });
export enum Kind { A = 'a', B = 'b' }
export const BY_KIND: Record<Kind, string> = { [Kind.A]: 'jobs/a', [Kind.B]: 'jobs/b' };
export function nameFor(kind: string) { switch (kind) { case 'x': return 'jobs/a'; default: return 'jobs/b'; } }
`;

function sentBy(code: string): string[] {
  return sentNamesIn(`import { inngest, BY_KIND, EVENTS, FROZEN, LIST, MAP, NESTED, nameFor } from './tables';
${code}${tables}`);
}

describe('a name that is', () => {
  test.each([
    ['an entry of a table', 'EVENTS[kind]'],
    ['an entry of a table, as a constant', 'EVENTS[kind]! as string'],
    ['an element of a list', 'LIST[index]'],
    ['a member of an entry', 'NESTED[kind].event'],
    ['a value of a map', 'MAP.get(kind)!'],
    ['an entry of a frozen copy', 'FROZEN[kind]'],
    ['an entry by the members of an enum', 'BY_KIND[kind]'],
    ['one of two', "kind === 'x' ? 'jobs/a' : 'jobs/b'"],
    ['an entry with a fallback', "{ x: 'jobs/a' }[kind] ?? 'jobs/b'"],
    ['what a function returns', 'nameFor(kind)'],
  ])('%s', (_, name) => {
    expect(sentBy(`export const go = (kind, index) => inngest.send({ name: ${name}, data: {} });`)).toEqual([
      'jobs/a',
      'jobs/b',
    ]);
    expect(
      sentBy(
        `export function go(kind, index) { const name = ${name}; return inngest.send([{ name, data: {} }]); }`,
      ),
    ).toEqual(['jobs/a', 'jobs/b']);
  });
});

describe('a payload that is', () => {
  const start = `inngest.createFunction({ id: 'f' }, { cron: '* * * * *' }, async ({ event, step }) => {`;

  test.each([
    [
      'made in a step',
      `const jobs = await step.run('make', async () => {
         const list = [];
         for (const id of ['1']) list.push({ name: 'jobs/a', data: { id } });
         return list;
       });
       for (const job of jobs) await step.sendEvent('send', job);`,
    ],
    [
      'an element of a list',
      `const jobs = [{ name: 'jobs/a', data: {} }];
       await Promise.all(jobs.map((job) => step.sendEvent('send', job)));`,
    ],
    [
      'returned by a step',
      `const job = await step.run('make', () => ({ name: 'jobs/a', data: {} }));
       await step.sendEvent('send', job);`,
    ],
    [
      'named by its type',
      `const job: { name: 'jobs/a'; data: object } = await load();
       await step.sendEvent('send', job);`,
    ],
    [
      'an element of a list with a type',
      `const jobs: Job[] = await load();
       await step.sendEvent('send', jobs);
       interface Job { name: 'jobs/a'; data: object }`,
    ],
  ])('%s', (_, body) => {
    expect(sentBy(`${start} ${body} });`)).toEqual(['jobs/a']);
  });
});

describe('a sender from outside', () => {
  test.each([
    ['a dependency', `const go = (deps) => deps.sender.send({ name: 'jobs/a', data: {} });`],
    ['a parameter', `async function go(bus: Bus) { await bus.send({ name: EVENTS.a, data: { id: 1 } }); }`],
    [
      'a field',
      `class Jobs { constructor(private events) {} go() { return this.events.send({ name: 'jobs/a', data }); } }`,
    ],
    ['a list', `const go = ({ events }) => events.send([{ name: 'jobs/a', data: {} }]);`],
  ])('%s', (_, code) => {
    expect(sentBy(code)).toEqual(['jobs/a']);
  });

  test.each([
    ['a message to somebody else', `socket.send({ name: 'jobs/a', data: {} });`],
    ['a response', `res.send({ name: 'jobs/a', data: {} });`],
    ['a person', `mailer.send({ name: 'Ada', data: {} });`],
    ['something without data', `queue.send({ name: 'jobs/a', to: 'x' });`],
  ])('%s is none', (_, code) => {
    expect(sentBy(code)).toEqual([]);
  });
});
