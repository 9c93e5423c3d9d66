/** Random handlers as source text: every construct that moves control, around steps with distinct names. */
import fc from 'fast-check';

type Tree =
  | { kind: 'step' | 'plain' | 'return' | 'throw' | 'choice' }
  | { kind: 'if'; yes: Tree[]; no: Tree[] | null }
  | { kind: 'wait'; onValue: Tree[]; onNull: Tree[] }
  | { kind: 'for' | 'while' | 'do'; body: Tree[]; way: 'continue' | 'break' | null; rest: Tree[] }
  | { kind: 'switch'; cases: { body: Tree[]; breaks: boolean }[] }
  | { kind: 'try'; body: Tree[]; handler: Tree[] | null; last: Tree[] | null }
  | { kind: 'helper'; body: Tree[] };

const { block } = fc.letrec<{ block: Tree[]; statement: Tree }>((tie) => {
  const inner = tie('block');
  return {
    block: fc.array(tie('statement'), { maxLength: 4 }),
    statement: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant<Tree>({ kind: 'step' }),
      fc.constantFrom<Tree>(
        { kind: 'step' },
        { kind: 'plain' },
        { kind: 'return' },
        { kind: 'throw' },
        { kind: 'choice' },
      ),
      fc.record({ kind: fc.constant('if' as const), yes: inner, no: fc.option(inner) }),
      fc.record({ kind: fc.constant('wait' as const), onValue: inner, onNull: inner }),
      fc.record({
        kind: fc.constantFrom('for' as const, 'while' as const, 'do' as const),
        body: inner,
        way: fc.constantFrom('continue' as const, 'break' as const, null),
        rest: inner,
      }),
      fc.record({
        kind: fc.constant('switch' as const),
        cases: fc.array(fc.record({ body: inner, breaks: fc.boolean() }), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({
        kind: fc.constant('try' as const),
        body: inner,
        handler: fc.option(inner),
        last: fc.option(inner),
      }),
      fc.record({ kind: fc.constant('helper' as const), body: inner }),
    ),
  };
});

class Renderer {
  #count = 0;

  #next(): number {
    this.#count += 1;
    return this.#count;
  }

  list(trees: readonly Tree[]): string {
    return trees.map((tree) => this.#one(tree)).join('\n');
  }

  #one(tree: Tree): string {
    const n = this.#next();
    switch (tree.kind) {
      case 'step':
        return `await step.run('s${n}', f);`;
      case 'plain':
        return `plain(${n});`;
      case 'return':
        return `if (c(${n})) return;`;
      case 'throw':
        return `if (c(${n})) throw new Error('x');`;
      case 'choice':
        return `const v${n} = c(${n}) ? await step.run('s${n}a', f) : (c() && (await step.run('s${n}b', f)));`;
      case 'if': {
        const yes = this.list(tree.yes);
        return `if (c(${n})) {\n${yes}\n}${tree.no === null ? '' : ` else {\n${this.list(tree.no)}\n}`}`;
      }
      case 'wait': {
        const wait = `const w${n} = await step.waitForEvent('s${n}', { event: 'e', timeout: '1h' });`;
        return `${wait}\nif (w${n}) {\n${this.list(tree.onValue)}\n} else {\n${this.list(tree.onNull)}\n}`;
      }
      case 'for':
      case 'while':
      case 'do': {
        const way = tree.way === null ? '' : `if (c(${this.#next()})) ${tree.way};`;
        const body = `{\n${this.list(tree.body)}\n${way}\n${this.list(tree.rest)}\n}`;
        if (tree.kind === 'for') return `for (const x${n} of list(${n})) ${body}`;
        return tree.kind === 'while' ? `while (c(${n})) ${body}` : `do ${body} while (c(${n}));`;
      }
      case 'switch': {
        const clauses = tree.cases.map(
          ({ body, breaks }, index) => `case ${index}:\n${this.list(body)}\n${breaks ? 'break;' : ''}`,
        );
        return `switch (number(${n})) {\n${clauses.join('\n')}\n}`;
      }
      case 'try': {
        const body = this.list(tree.body);
        const needsCatch = tree.handler !== null || tree.last === null;
        const caught = needsCatch ? ` catch (e) {\n${this.list(tree.handler ?? [])}\n}` : '';
        const last = tree.last === null ? '' : ` finally {\n${this.list(tree.last)}\n}`;
        return `try {\n${body}\n}${caught}${last}`;
      }
      case 'helper': {
        // A helper without any step is ordinary code: what it throws is not drawn.
        const body = `await step.run('s${n}', f);\n${this.list(tree.body)}`;
        return `const h${n} = async (step) => {\n${body}\n};\nawait h${n}(step);`;
      }
    }
  }
}

/** The body of an `async ({ step }) => { … }`; uses `c()`, `list()`, `number()`, `plain()` and `f`. */
export const randomBody: fc.Arbitrary<string> = block.map((trees) => new Renderer().list(trees));
