/** A program as source text, and what is needed to understand a run of it. */

import type { Major } from './generate-program.ts';
import type { Link, Program, Statement, StepCall, Test, Tool, Work } from './program.ts';
import type { Question, Questions } from './question.ts';
import { type Scope, subjectOf, withSubject } from './scope.ts';

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

class Printer {
  readonly #major: Major;
  readonly #questions = new Map<string, Question>();
  readonly #features = new Set<string>();
  /** Declarations at the top level of each file. */
  readonly #declarations: Record<Scope['file'], string[]> = { main: [], helpers: [] };
  readonly #exported: string[] = [];
  readonly #ids: string[] = [];
  /** Declarations that must stand before the statement that is being printed. */
  #before: string[] = [];
  #count = 0;

  constructor(major: Major) {
    this.#major = major;
  }

  program({ parameter, body }: Program): PrintedProgram {
    this.#feature(`handler:${parameter}`);
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
    const text = this.#block(body, scope);
    const given = this.#major === 4 ? handler.parameter : handler.parameter.replace(', group', '');
    const options =
      this.#major === 4
        ? "{ id: 'fn', triggers: [{ event: 'start' }], retries: 0 }"
        : "{ id: 'fn', retries: 0 }, { event: 'start' }";
    const main = [
      "import { Inngest, referenceFunction } from 'inngest';",
      "import { check, work } from './work';",
      ...(this.#exported.length > 0 ? [`import { ${this.#exported.join(', ')} } from './helpers';`] : []),
      "const inngest = new Inngest({ id: 'app' });",
      "const other = referenceFunction({ appId: 'app', functionId: 'other' });",
      ...this.#declarations.main,
      `export default inngest.createFunction(${options}, async (${given}) => {\n${text}\n});`,
    ];
    const files = new Map([['/main.ts', indented(main)]]);
    if (this.#declarations.helpers.length > 0) {
      const imports = [
        "import { referenceFunction } from 'inngest';",
        "import { check, work } from './work';",
        "const other = referenceFunction({ appId: 'app', functionId: 'other' });",
      ];
      files.set('/helpers.ts', indented([...imports, ...this.#declarations.helpers]));
    }
    return { files, questions: this.#questions, features: this.#features };
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }

  #feature(name: string): void {
    this.#features.add(name);
  }

  #ask(letter: string, subject: string, question: Question): string {
    const key = `${letter}${this.#next()}`;
    this.#questions.set(key, question);
    return `${subject}.${key}`;
  }

  #test({ shape, of }: Test, scope: Scope): string {
    this.#feature(`test:${shape}`);
    const subject = subjectOf(scope, of);
    if (shape === 'plain') return this.#ask('k', subject, { kind: 'truth', negated: false, second: null });
    if (shape === 'not') return `!${this.#ask('k', subject, { kind: 'truth', negated: true, second: null })}`;
    const key = `k${this.#next()}`;
    const first = this.#ask('k', subject, {
      kind: 'truth',
      negated: false,
      second: { operator: shape, key },
    });
    return `${first} ${shape === 'and' ? '&&' : '||'} ${subjectOf(scope, of + 1)}.${key}`;
  }

  #list(of: number, scope: Scope): string {
    return this.#ask('l', subjectOf(scope, of), { kind: 'list' });
  }

  /** Statements; what they declare can be named by the later ones. */
  #block(statements: readonly Statement[], scope: Scope): string {
    const lines: string[] = [];
    let inner = scope;
    for (const statement of statements) {
      const outer = this.#before;
      this.#before = [];
      const { text, scope: after } = this.#statement(statement, inner);
      lines.push(...this.#before, text);
      this.#before = outer;
      inner = after;
    }
    return lines.filter((line) => line !== '').join('\n');
  }

  #braces(statements: readonly Statement[], scope: Scope): string {
    return `{\n${this.#block(statements, scope)}\n}`;
  }

  #statement(statement: Statement, scope: Scope): { text: string; scope: Scope } {
    if (statement.kind === 'step') return this.#step(statement, scope);
    if (statement.kind === 'wait') return this.#wait(statement, scope);
    return { text: this.#plain(statement, scope), scope };
  }

  #plain(statement: Exclude<Statement, { kind: 'step' | 'wait' }>, scope: Scope): string {
    switch (statement.kind) {
      case 'work': {
        const text = this.#work(statement.work, scope);
        const isRepeatable = statement.work.kind === 'helper' && !scope.parallel;
        if (!statement.twice || !isRepeatable) return `await ${text};`;
        this.#feature('helper called twice');
        return `await ${text};\nawait ${text};`;
      }
      case 'if':
        return this.#if(statement, scope);
      case 'choice':
        return this.#choice(statement, scope);
      case 'comma':
        this.#feature('comma');
        return `(await ${this.#call(statement.one, scope)}, await ${this.#call(statement.other, scope)});`;
      case 'void':
        this.#feature('void');
        return `void (await ${this.#call(statement.call, scope)});`;
      case 'switch':
        return this.#switch(statement, scope);
      case 'loop':
        return this.#loop(statement, scope);
      case 'jump':
        return this.#jump(statement, scope);
      case 'leave':
        return this.#leave(statement, scope);
      case 'try':
        return this.#try(statement, scope);
      case 'parallel':
        return this.#parallel(statement, scope);
      case 'fan':
        return this.#fan(statement, scope);
      case 'early':
        return this.#early(statement, scope);
      case 'reduce':
        return this.#reduce(statement, scope);
    }
  }

  #step({ call, alias }: Extract<Statement, { kind: 'step' }>, scope: Scope): { text: string; scope: Scope } {
    const n = this.#next();
    this.#feature(`alias:${alias}`);
    let text: string;
    if (alias === 'variable') {
      this.#before.push(`const s${n} = ${scope.step};`);
      text = this.#call(call, { ...scope, step: `s${n}`, bare: false });
    } else if (alias === 'destructured') {
      this.#before.push(`const { ${call.tool}: tool${n} } = ${scope.step};`);
      text = this.#call(call, scope, `tool${n}`);
    } else text = this.#call(call, scope);
    const keeps = call.tool === 'run' || call.tool === 'invoke';
    if (!keeps) return { text: `await ${text};`, scope };
    return { text: `const r${n} = await ${text};`, scope: withSubject(scope, `r${n}`) };
  }

  #call(call: StepCall, scope: Scope, callee = this.#callee(call, scope)): string {
    const { tool } = call;
    const id = this.#id(call, scope);
    this.#feature(`tool:${tool}`);
    switch (tool) {
      case 'run':
        return `${callee}(${id}, work)`;
      case 'sleep':
        return `${callee}(${id}, '1h')`;
      case 'waitForEvent':
        return `${callee}(${id}, { event: 'awaited', timeout: '1h' })`;
      case 'sendEvent':
        return `${callee}(${id}, { name: 'sent', data: {} })`;
      case 'invoke':
        return `${callee}(${id}, { function: other, data: {} })`;
    }
  }

  #callee({ tool, access }: StepCall, scope: Scope): string {
    if (access === 'member') return `${scope.step}.${tool}`;
    this.#feature(scope.bare ? 'access:bare' : 'access:element');
    return scope.bare ? tool : `${scope.step}['${tool}']`;
  }

  #id(call: StepCall, scope: Scope): string {
    const again = this.#ids[this.#count % Math.max(this.#ids.length, 1)];
    if (call.id === 'again' && again !== undefined && !scope.parallel) {
      this.#feature('id:again');
      return `'${again}'`;
    }
    const id = `s${this.#next()}`;
    if (call.id === 'template' || (scope.parallel && scope.counter !== '')) {
      this.#feature('id:template');
      return `\`${id}${scope.counter === '' ? `-\${${scope.event}.name}` : scope.counter}\``;
    }
    this.#ids.push(id);
    return `'${id}'`;
  }

  #work(work: Work, scope: Scope): string {
    this.#feature(`work:${work.kind}`);
    switch (work.kind) {
      case 'call':
        return this.#call(work.call, scope);
      case 'iife':
        return `(${this.#arrow(work.body, scope)})()`;
      case 'chain':
        return this.#call(work.call, scope) + work.links.map((link) => this.#link(link, scope)).join('');
      case 'helper':
        return this.#helper(work, scope);
    }
  }

  #arrow(body: readonly Statement[], scope: Scope): string {
    return `async () => ${this.#body(body, { ...scope, loops: [] })}`;
  }

  /** Of a function. What one without any step throws is not drawn, as for all ordinary code. */
  #body(body: readonly Statement[], scope: Scope): string {
    const code = this.#braces(body, scope);
    if (!code.includes('throw new') || beginsWithStep(body)) return code;
    const call = this.#call({ tool: 'run', id: 'literal', access: 'member' }, scope);
    return `{\nawait ${call};\n${code.slice(2)}`;
  }

  #link({ method, body, other }: Link, scope: Scope): string {
    this.#feature(`chain:${method}`);
    const first = this.#arrow(body, scope);
    if (method !== 'then-both') return `.${method}(${first})`;
    return `.then(${first}, ${this.#arrow(other, scope)})`;
  }

  #helper({ form, body }: Extract<Work, { kind: 'helper' }>, scope: Scope): string {
    const name = `h${this.#next()}`;
    this.#feature(`helper:${form}`);
    if (form === 'closure') {
      this.#before.push(`const ${name} = ${this.#arrow(body, { ...scope, counter: '' })};`);
      return `${name}()`;
    }
    const isOtherFile = form === 'other-file' && scope.file === 'main';
    const inner: Scope = {
      ...scope,
      file: isOtherFile ? 'helpers' : scope.file,
      step: { argument: 'step', property: 'tools.step', class: 'this.step', 'other-file': 'step' }[form],
      bare: false,
      group: null,
      event: 'event',
      subjects: ['event.data'],
      loops: [],
      counter: '',
    };
    const code = this.#body(body, inner);
    const declare = (text: string): void => {
      this.#declarations[inner.file].push(isOtherFile ? `export ${text}` : text);
      if (isOtherFile) this.#exported.push(name);
    };
    if (form === 'class') {
      declare(`class ${name} {\nconstructor(step) {\nthis.step = step;\n}\nasync go(event) ${code}\n}`);
      return `new ${name}(${scope.step}).go(${scope.event})`;
    }
    if (form === 'property') {
      declare(`async function ${name}(tools, event) ${code}`);
      return `${name}({ step: ${scope.step} }, ${scope.event})`;
    }
    declare(`async function ${name}(step, event) ${code}`);
    return `${name}(${scope.step}, ${scope.event})`;
  }

  #if({ test, yes, no }: Extract<Statement, { kind: 'if' }>, scope: Scope): string {
    this.#feature('if');
    const head = `if (${this.#test(test, scope)}) ${this.#braces(yes, scope)}`;
    if (no === null) return head;
    const [only] = no;
    if (no.length === 1 && only?.kind === 'if') {
      this.#feature('else if');
      const outer = this.#before;
      this.#before = [];
      const rest = this.#if(only, scope);
      const declared = this.#before;
      this.#before = outer;
      if (declared.length === 0) return `${head} else ${rest}`;
      return `${head} else {\n${[...declared, rest].join('\n')}\n}`;
    }
    this.#feature('else');
    return `${head} else ${this.#braces(no, scope)}`;
  }

  #choice({ form, test, one, other }: Extract<Statement, { kind: 'choice' }>, scope: Scope): string {
    const n = this.#next();
    this.#feature(`choice:${form}`);
    const first = (): string => `await ${this.#call(one, scope)}`;
    const present = (): string => this.#ask('m', subjectOf(scope, test.of), { kind: 'present' });
    const truth = (): string =>
      test.shape === 'and' || test.shape === 'or' ? `(${this.#test(test, scope)})` : this.#test(test, scope);
    switch (form) {
      case '?:':
        return `const v${n} = ${truth()} ? ${first()} : await ${this.#call(other, scope)};`;
      case '&&':
      case '||':
        return `const v${n} = ${truth()} ${form} (${first()});`;
      case '??':
        return `const v${n} = ${present()} ?? (${first()});`;
      case '?.':
        return `${present()}?.toString(${first()});`;
    }
  }

  #wait(
    { question, some, none }: Extract<Statement, { kind: 'wait' }>,
    scope: Scope,
  ): { text: string; scope: Scope } {
    const n = this.#next();
    this.#feature(`wait:${question}`);
    const call = this.#call({ tool: 'waitForEvent', id: 'literal', access: 'member' }, scope);
    const held = withSubject(scope, `w${n}.data`);
    const head = `const w${n} = await ${call};`;
    switch (question) {
      case 'if':
        return {
          text: `${head}\nif (w${n}) ${this.#braces(some, held)} else ${this.#braces(none, scope)}`,
          scope,
        };
      case 'if-not':
        return {
          text: `${head}\nif (!w${n}) ${this.#braces(none, scope)} else ${this.#braces(some, held)}`,
          scope,
        };
      case 'equals':
        return {
          text: `${head}\nif (w${n} === null) ${this.#braces(none, scope)} else ${this.#braces(some, held)}`,
          scope,
        };
      case 'early-exit': {
        const exit = `if (!w${n}) {\n${this.#block(none, scope)}\nreturn 'late';\n}`;
        return { text: `${head}\n${exit}\n${this.#block(some, held)}`, scope: held };
      }
    }
  }

  #switch({ of, clauses, defaultAt }: Extract<Statement, { kind: 'switch' }>, scope: Scope): string {
    this.#feature('switch');
    const asked = this.#ask('n', subjectOf(scope, of), { kind: 'number' });
    const at = defaultAt === null ? null : defaultAt % clauses.length;
    this.#feature(
      at === null
        ? 'switch:no default'
        : at === clauses.length - 1
          ? 'switch:default last'
          : 'switch:default early',
    );
    const lines = clauses.map(({ body, breaks }, index) => {
      const head = index === at ? 'default:' : `case ${index}:`;
      if (!breaks && index < clauses.length - 1) this.#feature('switch:fall-through');
      return `${head}\n${this.#block(body, scope)}${breaks ? '\nbreak;' : ''}`;
    });
    return `switch (${asked}) {\n${lines.join('\n')}\n}`;
  }

  #loop({ form, labelled, of, body }: Extract<Statement, { kind: 'loop' }>, scope: Scope): string {
    const n = this.#next();
    this.#feature(`loop:${form}`);
    const label = labelled ? `outer${n}` : null;
    const subject = subjectOf(scope, of);
    const variable = form === 'for-of' ? `x${n}` : form === 'for' ? `i${n}` : null;
    const counter = variable === null ? scope.counter : `${scope.counter}-\${${variable}}`;
    const within: Scope = { ...scope, loops: [...scope.loops, { label }], counter };
    const again = (): string => this.#ask('k', subject, { kind: 'truth', negated: false, second: null });
    const prefix = label === null ? '' : `${label}: `;
    switch (form) {
      case 'for-of':
        return `${prefix}for (const x${n} of ${this.#list(of, scope)}) ${this.#braces(body, within)}`;
      case 'while':
        return `${prefix}while (${again()}) ${this.#braces(body, within)}`;
      case 'do':
        return `${prefix}do ${this.#braces(body, within)} while (${again()});`;
      case 'for':
        return `${prefix}for (let i${n} = 0; ${again()}; i${n} += 1) ${this.#braces(body, within)}`;
      case 'forever': {
        const quit = this.#ask('q', subject, { kind: 'truth', negated: false, second: null });
        return `${prefix}while (true) {\nif (${quit}) break;\n${this.#block(body, within)}\n}`;
      }
    }
  }

  #jump({ way, outward, test }: Extract<Statement, { kind: 'jump' }>, { ...scope }: Scope): string {
    const { loops } = scope;
    const wanted = loops[loops.length - 1 - outward];
    const target = wanted?.label ? wanted : loops.at(-1);
    if (!target) return '';
    const isOutward = target !== loops.at(-1);
    this.#feature(`${way}${target.label ? ' label' : ''}${isOutward ? ' outward' : ''}`);
    return `if (${this.#test(test, scope)}) ${way}${target.label ? ` ${target.label}` : ''};`;
  }

  #leave({ way, test }: Extract<Statement, { kind: 'leave' }>, scope: Scope): string {
    this.#feature(`${way}${test ? '' : ' always'}`);
    const n = this.#next();
    const leave = way === 'return' ? `return 'x${n}';` : `throw new Error('x${n}');`;
    return test ? `if (${this.#test(test, scope)}) ${leave}` : leave;
  }

  #try({ body, handler, last }: Extract<Statement, { kind: 'try' }>, scope: Scope): string {
    this.#feature(`try${handler ? ' catch' : ''}${last ? ' finally' : ''}`);
    // Without a `catch` or a drawn `finally` it would throw in the middle of the code around it, which is not drawn.
    const isDrawn = handler !== null || beginsWithStep(last ?? []);
    const checked = beginsWithStep(body) || !isDrawn ? '' : this.#check();
    const attempted = `{\n${checked}\n${this.#block(body, scope)}\n}`;
    const caught =
      handler === null && last !== null ? '' : ` catch (e) ${this.#braces(handler ?? [], scope)}`;
    const final = last === null ? '' : ` finally ${this.#braces(last, scope)}`;
    return `try ${attempted}${caught}${final}`;
  }

  /** Ordinary code that may throw. */
  #check(): string {
    this.#feature('check');
    return `check('t${this.#next()}');`;
  }

  #parallel({ combinator, form, branches }: Extract<Statement, { kind: 'parallel' }>, scope: Scope): string {
    const n = this.#next();
    const inGroup = form === 'group' && scope.group !== null;
    this.#feature(`parallel:${combinator}`);
    this.#feature(`parallel:${form}`);
    const inner: Scope = { ...scope, parallel: true, counter: scope.parallel ? scope.counter : '' };
    const texts = branches.map((branch) => this.#work(branch, inner));
    switch (form) {
      case 'spread': {
        const [last = '', ...first] = [...texts].reverse();
        return `await Promise.${combinator}([...[${first.reverse().join(', ')}], ${last}]);`;
      }
      case 'variables': {
        const names = texts.map((_, index) => `p${n}_${index}`);
        const lines = texts.map((text, index) => `const ${names[index]} = ${text};`);
        return `${lines.join('\n')}\nawait Promise.${combinator}([${names.join(', ')}]);`;
      }
      case 'pushed': {
        const lines = texts.map((text) => `p${n}.push(${text});`);
        return `const p${n} = [];\n${lines.join('\n')}\nawait Promise.${combinator}(p${n});`;
      }
      default: {
        const text = `Promise.${combinator}([${texts.join(', ')}])`;
        return inGroup ? `await ${scope.group}.parallel(() => ${text});` : `await ${text};`;
      }
    }
  }

  #fan({ form, combinator, of, work }: Extract<Statement, { kind: 'fan' }>, scope: Scope): string {
    const n = this.#next();
    this.#feature(`fan:${form}`);
    this.#feature(`fan:${combinator}`);
    const list = this.#list(of, scope);
    const inner: Scope = { ...scope, parallel: true, counter: `${scope.counter}-\${x${n}}`, loops: [] };
    const outer = this.#before;
    this.#before = [];
    const text = this.#work(work, inner);
    const declared = this.#before;
    this.#before = outer;
    const statements = (last: string): string => `{\n${[...declared, last].join('\n')}\n}`;
    switch (form) {
      case 'map': {
        const body = declared.length > 0 ? statements(`return ${text};`) : text;
        return `await Promise.${combinator}(${list}.map((x${n}) => ${body}));`;
      }
      case 'flatMap': {
        const body = declared.length > 0 ? statements(`return [${text}];`) : `[${text}]`;
        return `await Promise.${combinator}(${list}.flatMap((x${n}) => ${body}));`;
      }
      case 'push':
        return `const p${n} = [];\nfor (const x${n} of ${list}) ${statements(`p${n}.push(${text});`)}\nawait Promise.${combinator}(p${n});`;
    }
  }

  #early({ work, meanwhile, awaited }: Extract<Statement, { kind: 'early' }>, scope: Scope): string {
    const n = this.#next();
    this.#feature(awaited ? 'early:awaited' : 'early:never awaited');
    const inner: Scope = { ...scope, parallel: true, counter: scope.parallel ? scope.counter : '' };
    const text = this.#work(work, inner);
    const rest = this.#block(meanwhile, { ...inner, loops: scope.loops });
    return `const p${n} = ${text};\n${rest}${awaited ? `\nawait p${n};` : ''}`;
  }

  #reduce({ of, call }: Extract<Statement, { kind: 'reduce' }>, scope: Scope): string {
    const n = this.#next();
    this.#feature('reduce');
    const list = this.#list(of, scope);
    const inner: Scope = { ...scope, counter: `${scope.counter}-\${x${n}}`, loops: [] };
    const text = this.#call(call, inner);
    return `await ${list}.reduce(async (before${n}, x${n}) => {\nawait before${n};\nawait ${text};\n}, Promise.resolve());`;
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

/** What stands before the first step of a `try` can throw, and the graph says so. */
function beginsWithStep([first]: readonly Statement[]): boolean {
  switch (first?.kind) {
    case 'step':
    case 'wait':
    case 'comma':
    case 'void':
      return true;
    case 'work':
      return first.work.kind === 'call' || first.work.kind === 'chain';
    default:
      return false;
  }
}
