/** One way or another: `if`, `switch`, `?:` and its kin, what a wait gave. */
import type { Statement } from '../program.ts';
import { type Scope, subjectOf, withSubject } from '../scope.ts';
import type { Printing } from './printing.ts';
import { printCall } from './step.ts';

export function printIf(
  { test, yes, no }: Extract<Statement, { kind: 'if' }>,
  scope: Scope,
  out: Printing,
): string {
  out.feature('if');
  const head = `if (${out.test(test, scope)}) ${out.braces(yes, scope)}`;
  if (no === null) return head;
  const [only] = no;
  if (no.length === 1 && only?.kind === 'if') {
    out.feature('else if');
    const outer = out.before;
    out.before = [];
    const rest = printIf(only, scope, out);
    const declared = out.before;
    out.before = outer;
    if (declared.length === 0) return `${head} else ${rest}`;
    return `${head} else {\n${[...declared, rest].join('\n')}\n}`;
  }
  out.feature('else');
  return `${head} else ${out.braces(no, scope)}`;
}

export function printChoice(
  { form, test, one, other }: Extract<Statement, { kind: 'choice' }>,
  scope: Scope,
  out: Printing,
): string {
  const n = out.next();
  out.feature(`choice:${form}`);
  const first = (): string => `await ${printCall(one, scope, out)}`;
  const present = (): string => out.ask('m', subjectOf(scope, test.of), { kind: 'present' });
  const truth = (): string =>
    test.shape === 'and' || test.shape === 'or' ? `(${out.test(test, scope)})` : out.test(test, scope);
  switch (form) {
    case '?:':
      return `const v${n} = ${truth()} ? ${first()} : await ${printCall(other, scope, out)};`;
    case '&&':
    case '||':
      return `const v${n} = ${truth()} ${form} (${first()});`;
    case '??':
      return `const v${n} = ${present()} ?? (${first()});`;
    case '?.':
      return `${present()}?.toString(${first()});`;
  }
}

export function printWait(
  { question, some, none }: Extract<Statement, { kind: 'wait' }>,
  scope: Scope,
  out: Printing,
): { text: string; scope: Scope } {
  const n = out.next();
  out.feature(`wait:${question}`);
  const call = printCall({ tool: 'waitForEvent', id: 'literal', access: 'member' }, scope, out);
  const held = withSubject(scope, `w${n}.data`);
  const head = `const w${n} = await ${call};`;
  switch (question) {
    case 'if':
      return {
        text: `${head}\nif (w${n}) ${out.braces(some, held)} else ${out.braces(none, scope)}`,
        scope,
      };
    case 'if-not':
      return {
        text: `${head}\nif (!w${n}) ${out.braces(none, scope)} else ${out.braces(some, held)}`,
        scope,
      };
    case 'equals':
      return {
        text: `${head}\nif (w${n} === null) ${out.braces(none, scope)} else ${out.braces(some, held)}`,
        scope,
      };
    case 'early-exit': {
      const exit = `if (!w${n}) {\n${out.block(none, scope)}\nreturn 'late';\n}`;
      return { text: `${head}\n${exit}\n${out.block(some, held)}`, scope: held };
    }
  }
}

export function printSwitch(
  { of, clauses, defaultAt }: Extract<Statement, { kind: 'switch' }>,
  scope: Scope,
  out: Printing,
): string {
  out.feature('switch');
  const asked = out.ask('n', subjectOf(scope, of), { kind: 'number' });
  const at = defaultAt === null ? null : defaultAt % clauses.length;
  out.feature(
    at === null
      ? 'switch:no default'
      : at === clauses.length - 1
        ? 'switch:default last'
        : 'switch:default early',
  );
  const lines = clauses.map(({ body, breaks }, index) => {
    const head = index === at ? 'default:' : `case ${index}:`;
    if (!breaks && index < clauses.length - 1) out.feature('switch:fall-through');
    return `${head}\n${out.block(body, scope)}${breaks ? '\nbreak;' : ''}`;
  });
  return `switch (${asked}) {\n${lines.join('\n')}\n}`;
}
