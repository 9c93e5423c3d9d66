/** Code in the form of one SDK major, and what the fix of `sdk-form` makes of it for the installed one. */

export interface Conversion {
  name: string;
  /** Installed. */
  major: 1 | 2 | 3 | 4;
  /** What is found is marked. */
  before: string;
  after: string;
  fix: string;
  /** Names of the steps that run when the function is driven to its end. */
  runs: string[];
}

const handler = "async ({ event, step }) => {\n  return await step.run('work', () => event.name);\n}";

const fn = (options: string, body: string, trigger = "{ event: 'app/made' }"): string =>
  `export const fn = inngest.createFunction(${options}, ${trigger}, async ({ step }) => {\n  ${body}\n});`;

const fn4 = (body: string): string =>
  `export const fn = inngest.createFunction({ id: 'fn', triggers: { event: 'app/made' } }, async ({ step }) => {\n  ${body}\n});`;

export const conversions: readonly Conversion[] = [
  {
    name: 'three arguments',
    major: 4,
    before: `export const fn = inngest.createFunction({ id: 'fn', retries: 2 }, [|{ event: 'app/made' }|], ${handler});`,
    after: `export const fn = inngest.createFunction({ id: 'fn', retries: 2, triggers: { event: 'app/made' } }, ${handler});`,
    fix: 'Move the trigger into the options',
    runs: ['work'],
  },
  {
    name: 'three arguments over lines, several triggers',
    major: 4,
    before: `export const fn = inngest.createFunction(\n  {\n    id: 'fn',\n  },\n  [|[{ event: 'app/made' }, { cron: '0 0 * * *' }]|],\n  ${handler},\n);`,
    after: `export const fn = inngest.createFunction(\n  {\n    id: 'fn',\n    triggers: [{ event: 'app/made' }, { cron: '0 0 * * *' }],\n  },\n  ${handler},\n);`,
    fix: 'Move the trigger into the options',
    runs: ['work'],
  },
  {
    name: 'texts for options and trigger',
    major: 4,
    before: `export const fn = inngest.createFunction('fn', [|'app/made'|], ${handler});`,
    after: `export const fn = inngest.createFunction({ id: 'fn', triggers: { event: 'app/made' } }, ${handler});`,
    fix: 'Move the trigger into the options',
    runs: ['work'],
  },
  {
    name: 'options and trigger in constants',
    major: 4,
    before: `const options = { id: 'fn' };\nconst made = 'app/made';\nexport const fn = inngest.createFunction(options, [|made|], ${handler});`,
    after: `const options = { id: 'fn' };\nconst made = 'app/made';\nexport const fn = inngest.createFunction({ ...options, triggers: { event: made } }, ${handler});`,
    fix: 'Move the trigger into the options',
    runs: ['work'],
  },
  {
    name: 'a name for an id',
    major: 4,
    before: `export const fn = inngest.createFunction({ [|name: 'Make it'|], triggers: { event: 'app/made' } }, ${handler});`,
    after: `export const fn = inngest.createFunction({ id: 'make-it', name: 'Make it', triggers: { event: 'app/made' } }, ${handler});`,
    fix: "Add id: 'make-it'",
    runs: ['work'],
  },
  {
    name: 'a name for an id',
    major: 3,
    before: fn("{ [|name: 'Make it'|] }", "await step.run('a', () => 1);"),
    after: fn("{ id: 'make-it', name: 'Make it' }", "await step.run('a', () => 1);"),
    fix: "Add id: 'make-it'",
    runs: ['a'],
  },
  {
    name: 'triggers in the options',
    major: 3,
    before: `export const fn = inngest.createFunction({ id: 'fn', [|triggers: [{ event: 'app/made' }]|], retries: 2 }, ${handler});`,
    after: `export const fn = inngest.createFunction({ id: 'fn', retries: 2 }, [{ event: 'app/made' }], ${handler});`,
    fix: 'Move the triggers after the options',
    runs: ['work'],
  },
  {
    name: 'triggers in the options',
    major: 2,
    before: `export const fn = inngest.createFunction({ name: 'fn', [|triggers: { event: 'app/made' }|] }, ${handler});`,
    after: `export const fn = inngest.createFunction({ name: 'fn' }, { event: 'app/made' }, ${handler});`,
    fix: 'Move the triggers after the options',
    runs: ['work'],
  },
  {
    name: 'an id for a name',
    major: 1,
    before: fn("{ [|id: 'make-it'|] }", "await step.run('a', () => 1);"),
    after: fn("{ name: 'make-it', id: 'make-it' }", "await step.run('a', () => 1);"),
    fix: "Add name: 'make-it'",
    runs: ['a'],
  },
  ...([3, 4] as const).flatMap((major): Conversion[] => {
    const all = (body: string): string => (major === 4 ? fn4(body) : fn("{ id: 'fn' }", body));
    return [
      {
        name: 'a sleep without an id',
        major,
        before: all("await step.sleep([|'1h'|]);"),
        after: all("await step.sleep('sleep-1h', '1h');"),
        fix: 'Add a step ID',
        runs: ['sleep-1h'],
      },
      {
        name: 'a wait without an id',
        major,
        before: all("await step.waitForEvent([|'app/approved'|], { timeout: '7d', match: 'data.id' });"),
        after: all(
          "await step.waitForEvent('wait-for-app-approved', { event: 'app/approved', timeout: '7d', match: 'data.id' });",
        ),
        fix: 'Add a step ID',
        runs: ['wait-for-app-approved'],
      },
      {
        name: 'a wait with nothing but a timeout',
        major,
        before: all("await step.waitForEvent([|'app/approved'|], '7d');"),
        after: all(
          "await step.waitForEvent('wait-for-app-approved', { event: 'app/approved', timeout: '7d' });",
        ),
        fix: 'Add a step ID',
        runs: ['wait-for-app-approved'],
      },
      {
        name: 'a sent event without an id',
        major,
        before: all("await step.sendEvent([|{ name: 'app/done', data: {} }|]);"),
        after: all("await step.sendEvent('send-app-done', { name: 'app/done', data: {} });"),
        fix: 'Add a step ID',
        runs: ['send-app-done'],
      },
    ];
  }),
  ...([1, 2] as const).flatMap((major): Conversion[] => [
    {
      name: 'a sleep with an id',
      major,
      before: fn("{ name: 'fn' }", "await step.sleep([|'pause'|], '1h');"),
      after: fn("{ name: 'fn' }", "await step.sleep('1h');"),
      fix: 'Remove the step ID',
      runs: ['1h'],
    },
    {
      name: 'a wait with an id',
      major,
      before: fn(
        "{ name: 'fn' }",
        "await step.waitForEvent([|'approval'|], { event: 'app/approved', timeout: '7d', match: 'data.id' });",
      ),
      after: fn(
        "{ name: 'fn' }",
        "await step.waitForEvent('app/approved', { timeout: '7d', match: 'data.id' });",
      ),
      fix: 'Remove the step ID',
      runs: ['app/approved'],
    },
    {
      name: 'a sent event with an id',
      major,
      before: fn("{ name: 'fn' }", "await step.sendEvent([|'tell'|], { name: 'app/done', data: {} });"),
      after: fn("{ name: 'fn' }", "await step.sendEvent({ name: 'app/done', data: {} });"),
      fix: 'Remove the step ID',
      runs: [major === 1 ? 'app/done' : 'sendEvent'],
    },
  ]),
];
