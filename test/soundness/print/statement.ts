/** One statement: picks how it is printed. */
import type { Statement } from '../program.ts';
import { type Scope, withSubject } from '../scope.ts';
import { printChoice, printIf, printSwitch, printWait } from './branch.ts';
import { printJump, printLeave, printLoop, printTry } from './flow.ts';
import { printEarly, printFan, printParallel, printReduce } from './parallel.ts';
import type { Printing } from './printing.ts';
import { printCall } from './step.ts';
import { printWork } from './work.ts';

export function printStatement(
  statement: Statement,
  scope: Scope,
  out: Printing,
): { text: string; scope: Scope } {
  if (statement.kind === 'step') return printStep(statement, scope, out);
  if (statement.kind === 'wait') return printWait(statement, scope, out);
  return { text: printPlain(statement, scope, out), scope };
}

function printPlain(
  statement: Exclude<Statement, { kind: 'step' | 'wait' }>,
  scope: Scope,
  out: Printing,
): string {
  switch (statement.kind) {
    case 'work': {
      const text = printWork(statement.work, scope, out);
      const isRepeatable = statement.work.kind === 'helper' && !scope.parallel;
      if (!statement.twice || !isRepeatable) return `await ${text};`;
      out.feature('helper called twice');
      return `await ${text};\nawait ${text};`;
    }
    case 'if':
      return printIf(statement, scope, out);
    case 'choice':
      return printChoice(statement, scope, out);
    case 'comma':
      out.feature('comma');
      return `(await ${printCall(statement.one, scope, out)}, await ${printCall(statement.other, scope, out)});`;
    case 'void':
      out.feature('void');
      return `void (await ${printCall(statement.call, scope, out)});`;
    case 'switch':
      return printSwitch(statement, scope, out);
    case 'loop':
      return printLoop(statement, scope, out);
    case 'jump':
      return printJump(statement, scope, out);
    case 'leave':
      return printLeave(statement, scope, out);
    case 'try':
      return printTry(statement, scope, out);
    case 'parallel':
      return printParallel(statement, scope, out);
    case 'fan':
      return printFan(statement, scope, out);
    case 'early':
      return printEarly(statement, scope, out);
    case 'reduce':
      return printReduce(statement, scope, out);
  }
}

function printStep(
  { call, alias }: Extract<Statement, { kind: 'step' }>,
  scope: Scope,
  out: Printing,
): { text: string; scope: Scope } {
  const n = out.next();
  out.feature(`alias:${alias}`);
  let text: string;
  if (alias === 'variable') {
    out.before.push(`const s${n} = ${scope.step};`);
    text = printCall(call, { ...scope, step: `s${n}`, bare: false }, out);
  } else if (alias === 'destructured') {
    out.before.push(`const { ${call.tool}: tool${n} } = ${scope.step};`);
    text = printCall(call, scope, out, `tool${n}`);
  } else text = printCall(call, scope, out);
  const keeps = call.tool === 'run' || call.tool === 'invoke';
  if (!keeps) return { text: `await ${text};`, scope };
  return { text: `const r${n} = await ${text};`, scope: withSubject(scope, `r${n}`) };
}
