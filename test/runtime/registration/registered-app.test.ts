import { expect, test } from 'vitest';
import { checksumOf, parseRegistration } from '../../../runtime/src/registration/registered-app.ts';

/** A registration as SDK 1 sends it (protocol 1.4); each test changes what it is about. */
const registration = (own: Record<string, unknown> = {}, fn: Record<string, unknown> = {}) => ({
  url: 'http://127.0.0.1:3000/api/inngest',
  deployType: 'ping',
  framework: 'express',
  appName: 'Shop',
  sdk: 'js:v1.10.1',
  v: '0.1',
  functions: [
    {
      id: 'shop-pay',
      name: 'Pay',
      triggers: [{ event: 'shop/paid' }],
      steps: {
        step: {
          id: 'step',
          name: 'step',
          runtime: { type: 'http', url: 'http://127.0.0.1:3000/api/inngest?fnId=shop-pay&stepId=step' },
        },
      },
      ...fn,
    },
  ],
  ...own,
});

function parsed(...args: Parameters<typeof registration>) {
  const result = parseRegistration(registration(...args));
  if (!result.ok) throw new Error(result.error);
  return result.app;
}

const retries = (attempts: number) => ({
  steps: { step: { runtime: { url: 'http://127.0.0.1:3000/x' }, retries: { attempts } } },
});

test('an app synced out of band: its name is its ID', () => {
  expect(parsed()).toMatchObject({
    appId: 'Shop',
    sdk: 'js:v1.10.1',
    sdkMajor: 1,
    framework: 'express',
    functions: [
      {
        id: 'shop-pay',
        name: 'Pay',
        url: 'http://127.0.0.1:3000/api/inngest?fnId=shop-pay&stepId=step',
        triggers: [{ event: 'shop/paid' }],
      },
    ],
  });
});

test('an app synced in band reports its ID', () => {
  expect(parsed({ app_id: 'shop', appName: undefined, sdk: 'js:v4.24.0' })).toMatchObject({
    appId: 'shop',
    sdkMajor: 4,
  });
});

test.each([
  ['five attempts unless it says otherwise', {}, 5],
  ['retries plus one', retries(2), 3],
  ['no retry', retries(0), 1],
  ['twenty retries at most', retries(1_000), 21],
])('%s', (_, fn, maxAttempts) => {
  expect(parsed({}, fn).functions[0]).toMatchObject({ maxAttempts });
});

test('a condition is `if` in SDK 1 and `expression` later', () => {
  const { functions } = parsed(
    {},
    {
      triggers: [
        { event: 'a', if: 'event.data.n > 1' },
        { event: 'b', expression: 'event.data.n > 2' },
        { cron: '0 0 * * *' },
      ],
    },
  );
  expect(functions[0]?.triggers).toEqual([
    { event: 'a', if: 'event.data.n > 1' },
    { event: 'b', if: 'event.data.n > 2' },
    { cron: '0 0 * * *' },
  ]);
});

test.each([
  ['not an object', 'text', 'The registration is not a JSON object'],
  [
    'no app id',
    registration({ appName: '' }),
    'The registration has no app ID: give the Inngest client an ID',
  ],
  ['no url', registration({ url: 'nowhere' }), 'The registration of Shop has no usable url'],
  ['no functions', registration({ functions: null }), 'The registration of Shop has no list of functions'],
  [
    'a function without id and name',
    registration({}, { id: '', name: '' }),
    'The registration of Shop has a function without an ID or a name',
  ],
  [
    'a function that cannot be called',
    registration({}, { steps: {} }),
    'The registration of Shop has no usable execution URL for function shop-pay',
  ],
  [
    'a URL that is not HTTP',
    registration({ url: 'file:///etc/hosts' }),
    'The registration of Shop has no usable url',
  ],
  [
    'a function that is not called over HTTP',
    registration({}, { steps: { step: { runtime: { type: 'http', url: 'file:///etc/hosts' } } } }),
    'The registration of Shop has no usable execution URL for function shop-pay',
  ],
])('refuses %s', (_, body, error) => {
  expect(parseRegistration(body)).toEqual({ ok: false, error });
});

test('observations do not change a registration', () => {
  const before = checksumOf(registration({ featureObservations: { a: 1 }, hash: '1' }));
  expect(checksumOf(registration({ featureObservations: { a: 2 }, hash: '2' }))).toBe(before);
  expect(checksumOf(registration({}, { name: 'Pay now' }))).not.toBe(before);
});

test('keys and enumerated values are read without regard to case, and unknown keys are kept', () => {
  const config = {
    Concurrency: [{ Limit: 2, Scope: 'Account', KEY: '"crm"' }],
    Singleton: { Mode: 'Cancel', key: 'event.data.id' },
    RATELIMIT: { limit: 1, Period: '1h' },
    OwnOption: { Whatever: 'As It Is' },
    ['__proto__']: { concurrency: 1 },
  };
  const [fn] = parsed({ appname: 'Other' }, config).functions;
  expect(fn?.config).toMatchObject({
    concurrency: [{ limit: 2, scope: 'account', key: '"crm"' }],
    singleton: { mode: 'cancel', key: 'event.data.id' },
    rateLimit: { limit: 1, period: '1h' },
    OwnOption: { Whatever: 'As It Is' },
  });
  expect(parsed({ APPNAME: 'Other' }).appId).toBe('Shop');
});

test('a function without an ID gets one from its name', () => {
  expect(parsed({}, { id: '', name: 'Pay the (Last) Bill' }).functions[0]?.id).toBe('pay-the-last-bill');
});
