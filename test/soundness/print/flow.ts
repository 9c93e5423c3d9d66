/** Loops, and the ways out of the normal order. */
import type { Statement } from '../program.ts';
import { type Scope, subjectOf } from '../scope.ts';
import { beginsWithStep } from './begins-with-step.ts';
import type { Printing } from './printing.ts';

export function printLoop(
  { form, labeled, of, body }: Extract<Statement, { kind: 'loop' }>,
  scope: Scope,
  out: Printing,
): string {
  const n = out.next();
  out.feature(`loop:${form}`);
  const label = labeled ? `outer${n}` : null;
  const subject = subjectOf(scope, of);
  const variable = form === 'for-of' ? `x${n}` : form === 'for' ? `i${n}` : null;
  const counter = variable === null ? scope.counter : `${scope.counter}-\${${variable}}`;
  const within: Scope = { ...scope, loops: [...scope.loops, { label }], counter };
  const again = (): string => out.ask('k', subject, { kind: 'truth', negated: false, second: null });
  const prefix = label === null ? '' : `${label}: `;
  switch (form) {
    case 'for-of':
      return `${prefix}for (const x${n} of ${out.list(of, scope)}) ${out.braces(body, within)}`;
    case 'while':
      return `${prefix}while (${again()}) ${out.braces(body, within)}`;
    case 'do':
      return `${prefix}do ${out.braces(body, within)} while (${again()});`;
    case 'for':
      return `${prefix}for (let i${n} = 0; ${again()}; i${n} += 1) ${out.braces(body, within)}`;
    case 'forever': {
      const quit = out.ask('q', subject, { kind: 'truth', negated: false, second: null });
      return `${prefix}while (true) {\nif (${quit}) break;\n${out.block(body, within)}\n}`;
    }
  }
}

export function printJump(
  { way, outward, test }: Extract<Statement, { kind: 'jump' }>,
  { ...scope }: Scope,
  out: Printing,
): string {
  const { loops } = scope;
  const wanted = loops[loops.length - 1 - outward];
  const target = wanted?.label ? wanted : loops.at(-1);
  if (!target) return '';
  const isOutward = target !== loops.at(-1);
  out.feature(`${way}${target.label ? ' label' : ''}${isOutward ? ' outward' : ''}`);
  return `if (${out.test(test, scope)}) ${way}${target.label ? ` ${target.label}` : ''};`;
}

export function printLeave(
  { way, test }: Extract<Statement, { kind: 'leave' }>,
  scope: Scope,
  out: Printing,
): string {
  out.feature(`${way}${test ? '' : ' always'}`);
  const n = out.next();
  const leave = way === 'return' ? `return 'x${n}';` : `throw new Error('x${n}');`;
  return test ? `if (${out.test(test, scope)}) ${leave}` : leave;
}

export function printTry(
  { body, handler, last }: Extract<Statement, { kind: 'try' }>,
  scope: Scope,
  out: Printing,
): string {
  out.feature(`try${handler ? ' catch' : ''}${last ? ' finally' : ''}`);
  const caught = handler === null && last !== null ? '' : ` catch (e) ${out.braces(handler ?? [], scope)}`;
  const final = last === null ? '' : ` finally ${out.braces(last, scope)}`;
  // Without a `catch` or a drawn `finally` it would throw in the middle of the code around it, which is not drawn.
  const isDrawn = handler !== null || /\b(await|return|throw|break|continue)\b/.test(final);
  const checked = beginsWithStep(body) || !isDrawn ? '' : out.check();
  const attempted = `{\n${checked}\n${out.block(body, scope)}\n}`;
  return `try ${attempted}${caught}${final}`;
}
