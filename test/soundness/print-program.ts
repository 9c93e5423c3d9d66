/** A program as source text, and what is needed to understand a run of it. */

import type { Major } from './generate-program.ts';
import type { Printing } from './print/printing.ts';
import { printStatement } from './print/statement.ts';
import type { Program, Statement, Test, Tool } from './program.ts';
import type { Question, Questions } from './question.ts';
import { type Scope, subjectOf } from './scope.ts';

export interface PrintedProgram {
  /** By path. The text that is analysed is the text that runs. */
  files: ReadonlyMap<string, string>;
  questions: Questions;
  /** Constructs in it, for the account of what was tried. */
  features: ReadonlySet<string>;
}

const tools: readonly Tool[] = ['run', 'sleep', 'waitForEvent', 'sendEvent', 'invoke'];

export function printProgram(program: Program, major: Major): PrintedProgram {
  return new Printer(major).program(program);
}

class Printer implements Printing {
  readonly #major: Major;
  readonly #questions = new Map<string, Question>();
  readonly #features = new Set<string>();
  /** Declarations at the top level of each file. */
  readonly declarations: Record<Scope['file'], string[]> = { main: [], helpers: [] };
  readonly exported: string[] = [];
  readonly ids: string[] = [];
  /** Declarations that must stand before the statement that is being printed. */
  before: string[] = [];
  count = 0;

  constructor(major: Major) {
    this.#major = major;
  }

  program({ parameter, body }: Program): PrintedProgram {
    this.feature(`handler:${parameter}`);
    const handlers = {
      plain: { parameter: '{ event, step, group }', step: 'step', group: 'group', event: 'event' },
      renamed: { parameter: '{ event: given, step: s, group }', step: 's', group: 'group', event: 'given' },
      context: { parameter: 'ctx', step: 'ctx.step', group: 'ctx.group', event: 'ctx.event' },
      tools: {
        parameter: `{ event, step, group, step: { ${tools.join(', ')} } }`,
        step: 'step',
        group: 'group',
        event: 'event',
      },
    };
    const handler = handlers[parameter];
    const scope: Scope = {
      file: 'main',
      step: handler.step,
      bare: parameter === 'tools',
      group: this.#major === 4 ? handler.group : null,
      event: handler.event,
      subjects: [`${handler.event}.data`],
      loops: [],
      counter: '',
      parallel: false,
    };
    const text = this.block(body, scope);
    const given = this.#major === 4 ? handler.parameter : handler.parameter.replace(', group', '');
    const options =
      this.#major === 4
        ? "{ id: 'fn', triggers: [{ event: 'start' }], retries: 0 }"
        : "{ id: 'fn', retries: 0 }, { event: 'start' }";
    const main = [
      "import { Inngest, referenceFunction } from 'inngest';",
      "import { check, work } from './work';",
      ...(this.exported.length > 0 ? [`import { ${this.exported.join(', ')} } from './helpers';`] : []),
      "const inngest = new Inngest({ id: 'app' });",
      "const other = referenceFunction({ appId: 'app', functionId: 'other' });",
      ...this.declarations.main,
      `export default inngest.createFunction(${options}, async (${given}) => {\n${text}\n});`,
    ];
    const files = new Map([['/main.ts', indented(main)]]);
    if (this.declarations.helpers.length > 0) {
      const imports = [
        "import { referenceFunction } from 'inngest';",
        "import { check, work } from './work';",
        "const other = referenceFunction({ appId: 'app', functionId: 'other' });",
      ];
      files.set('/helpers.ts', indented([...imports, ...this.declarations.helpers]));
    }
    return { files, questions: this.#questions, features: this.#features };
  }

  next(): number {
    this.count += 1;
    return this.count;
  }

  feature(name: string): void {
    this.#features.add(name);
  }

  ask(letter: string, subject: string, question: Question): string {
    const key = `${letter}${this.next()}`;
    this.#questions.set(key, question);
    return `${subject}.${key}`;
  }

  test({ shape, of }: Test, scope: Scope): string {
    this.feature(`test:${shape}`);
    const subject = subjectOf(scope, of);
    if (shape === 'plain') return this.ask('k', subject, { kind: 'truth', negated: false, second: null });
    if (shape === 'not') return `!${this.ask('k', subject, { kind: 'truth', negated: true, second: null })}`;
    const key = `k${this.next()}`;
    const first = this.ask('k', subject, {
      kind: 'truth',
      negated: false,
      second: { operator: shape, key },
    });
    return `${first} ${shape === 'and' ? '&&' : '||'} ${subjectOf(scope, of + 1)}.${key}`;
  }

  list(of: number, scope: Scope): string {
    return this.ask('l', subjectOf(scope, of), { kind: 'list' });
  }

  /** Statements; what they declare can be named by the later ones. */
  block(statements: readonly Statement[], scope: Scope): string {
    const lines: string[] = [];
    let inner = scope;
    for (const statement of statements) {
      const outer = this.before;
      this.before = [];
      const { text, scope: after } = printStatement(statement, inner, this);
      lines.push(...this.before, text);
      this.before = outer;
      inner = after;
    }
    return lines.filter((line) => line !== '').join('\n');
  }

  braces(statements: readonly Statement[], scope: Scope): string {
    return `{\n${this.block(statements, scope)}\n}`;
  }

  /** Ordinary code that may throw. */
  check(): string {
    this.feature('check');
    return `check('t${this.next()}');`;
  }
}

/** By the brackets at the ends of lines, which is all that printed programs need. */
function indented(parts: readonly string[]): string {
  let depth = 0;
  const lines = parts
    .join('\n')
    .split('\n')
    .filter((line) => line !== '');
  const shifted = lines.map((line) => {
    if (line.startsWith('}')) depth -= 1;
    const text = `${'  '.repeat(Math.max(depth, 0))}${line}`;
    if (line.endsWith('{')) depth += 1;
    return text;
  });
  return `${shifted.join('\n')}\n`;
}
