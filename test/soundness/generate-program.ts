/** Arbitrary programs. The first alternative of each choice is the simplest: that is where shrinking ends. */
import type { Arbitrary } from 'fast-check';
import fc from '../support/property.ts';
import type {
  HelperForm,
  Link,
  ParallelForm,
  Program,
  Statement,
  StepCall,
  Test,
  Tool,
  Work,
} from './program.ts';

export type Major = 3 | 4;

interface Tied {
  statement: Statement;
  block: Statement[];
  work: Work;
  link: Link;
}

type OfKind<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** How each kind of statement is made, and how often compared with the others. */
type Kinds = { [K in Statement['kind']]: { weight: number; parts: PartsOf<OfKind<K>> } };
type PartsOf<S> = { [P in Exclude<keyof S, 'kind'>]: Arbitrary<S[P]> };

const stepCall: Arbitrary<StepCall> = fc.record({
  tool: fc.oneof(
    { arbitrary: fc.constant<Tool>('run'), weight: 6 },
    { arbitrary: fc.constantFrom<Tool>('sleep', 'waitForEvent', 'sendEvent', 'invoke'), weight: 2 },
  ),
  id: fc.oneof(
    { arbitrary: fc.constant<StepCall['id']>('literal'), weight: 6 },
    { arbitrary: fc.constantFrom<StepCall['id']>('template', 'again'), weight: 2 },
  ),
  access: fc.constantFrom('member', 'element'),
});

/** Promises show best around steps that can fail. */
const runCall: Arbitrary<StepCall> = stepCall.map((call) => ({ ...call, tool: 'run' }));

const test: Arbitrary<Test> = fc.record({
  shape: fc.constantFrom('plain', 'not', 'and', 'or'),
  of: fc.nat({ max: 3 }),
});

const of = fc.nat({ max: 3 });

const helperForm = fc.constantFrom<HelperForm>('argument', 'property', 'closure', 'class', 'other-file');

function only<const T extends string>(value: T): Arbitrary<T> {
  return fc.constant(value);
}

/** @param without kinds of statements to leave out. */
export function arbitraryProgram(major: Major, without: ReadonlySet<string> = new Set()): Arbitrary<Program> {
  const depth = { depthSize: 'medium', depthIdentifier: fc.createDepthIdentifier(), maxDepth: 3 } as const;
  const { statement } = fc.letrec<Tied>((tie) => {
    const block = tie('block') as Arbitrary<Statement[]>;
    const work = tie('work') as Arbitrary<Work>;
    const link = tie('link') as Arbitrary<Link>;
    const kinds = statementKinds(block, work, major);
    const statements = Object.entries(kinds)
      .filter(([kind]) => !without.has(kind))
      .map(([kind, { weight, parts }]) => ({
        weight,
        arbitrary: fc.record({
          kind: fc.constant(kind),
          ...(parts as object),
        }) as unknown as Arbitrary<Statement>,
      }));
    return {
      statement: fc.oneof({ ...depth, withCrossShrink: true }, ...statements),
      block: fc.array(tie('statement') as Arbitrary<Statement>, {
        maxLength: 3,
        depthIdentifier: depth.depthIdentifier,
      }),
      work: fc.oneof(
        { ...depth, withCrossShrink: true },
        fc.record({ kind: only('call'), call: runCall }),
        fc.record({ kind: only('iife'), body: block }),
        fc.record({
          kind: only('chain'),
          call: runCall,
          links: fc.array(link, { minLength: 1, maxLength: 3 }),
        }),
        fc.record({ kind: only('helper'), form: helperForm, body: block }),
      ),
      link: fc.record({
        method: fc.constantFrom('then', 'catch', 'then-both', 'finally'),
        body: block,
        other: block,
      }),
    };
  });
  return fc.record({
    parameter: fc.constantFrom('plain', 'renamed', 'context', 'tools'),
    body: fc.array(statement, { minLength: 1, maxLength: 4, size: 'max' }),
  });
}

function statementKinds(block: Arbitrary<Statement[]>, work: Arbitrary<Work>, major: Major): Kinds {
  const maybe = fc.option(block);
  const forms: ParallelForm[] = ['literal', 'spread', 'variables', 'pushed'];
  if (major === 4) forms.push('group');
  return {
    step: {
      weight: 6,
      parts: { call: stepCall, alias: fc.constantFrom('none', 'variable', 'destructured') },
    },
    leave: {
      weight: 2,
      parts: { way: fc.constantFrom('return', 'throw'), test: fc.option(test, { freq: 6 }) },
    },
    jump: {
      weight: 2,
      parts: { way: fc.constantFrom('break', 'continue'), outward: fc.nat({ max: 1 }), test },
    },
    choice: {
      weight: 2,
      parts: { form: fc.constantFrom('?:', '&&', '||', '??', '?.'), test, one: stepCall, other: stepCall },
    },
    comma: { weight: 1, parts: { one: stepCall, other: stepCall } },
    void: { weight: 1, parts: { call: stepCall } },
    if: { weight: 2, parts: { test, yes: block, no: maybe } },
    wait: {
      weight: 1,
      parts: {
        question: fc.constantFrom('if', 'if-not', 'equals', 'early-exit'),
        some: block,
        none: block,
      },
    },
    switch: {
      weight: 1,
      parts: {
        of,
        clauses: fc.array(fc.record({ body: block, breaks: fc.boolean() }), { minLength: 1, maxLength: 3 }),
        defaultAt: fc.option(fc.nat({ max: 3 })),
      },
    },
    loop: {
      weight: 2,
      parts: {
        form: fc.constantFrom('for-of', 'while', 'do', 'for', 'forever'),
        labeled: fc.boolean(),
        of,
        body: block,
      },
    },
    try: { weight: 2, parts: { body: block, handler: maybe, last: maybe } },
    work: { weight: 2, parts: { work, twice: fc.boolean() } },
    parallel: {
      weight: 2,
      parts: {
        combinator: fc.constantFrom('all', 'allSettled', 'race', 'any'),
        form: fc.constantFrom(...forms),
        branches: fc.array(work, { minLength: 1, maxLength: 3 }),
      },
    },
    fan: {
      weight: 1,
      parts: {
        form: fc.constantFrom('map', 'flatMap', 'push'),
        combinator: fc.constantFrom('all', 'allSettled'),
        of,
        work,
      },
    },
    early: { weight: 1, parts: { work, meanwhile: block, awaited: fc.boolean() } },
    reduce: { weight: 1, parts: { of, call: stepCall } },
  };
}
