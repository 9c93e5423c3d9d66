/** An expression that gives a promise: a step, an async function called at once, a chain, a call of a helper. */
import type { Link, Statement, Work } from '../program.ts';
import type { Scope } from '../scope.ts';
import { beginsWithStep } from './begins-with-step.ts';
import type { Printing } from './printing.ts';
import { printCall } from './step.ts';

export function printWork(work: Work, scope: Scope, out: Printing): string {
  out.feature(`work:${work.kind}`);
  switch (work.kind) {
    case 'call':
      return printCall(work.call, scope, out);
    case 'iife':
      return `(${printArrow(work.body, scope, out)})()`;
    case 'chain':
      return (
        printCall(work.call, scope, out) + work.links.map((link) => printLink(link, scope, out)).join('')
      );
    case 'helper':
      return printHelper(work, scope, out);
  }
}

function printArrow(body: readonly Statement[], scope: Scope, out: Printing): string {
  return `async () => ${printBody(body, { ...scope, loops: [] }, out)}`;
}

/** Of a function. What one without any step throws is not drawn, as for all ordinary code. */
function printBody(body: readonly Statement[], scope: Scope, out: Printing): string {
  const code = out.braces(body, scope);
  if (!code.includes('throw new') || beginsWithStep(body)) return code;
  const call = printCall({ tool: 'run', id: 'literal', access: 'member' }, scope, out);
  return `{\nawait ${call};\n${code.slice(2)}`;
}

function printLink({ method, body, other }: Link, scope: Scope, out: Printing): string {
  out.feature(`chain:${method}`);
  const first = printArrow(body, scope, out);
  if (method !== 'then-both') return `.${method}(${first})`;
  return `.then(${first}, ${printArrow(other, scope, out)})`;
}

function printHelper({ form, body }: Extract<Work, { kind: 'helper' }>, scope: Scope, out: Printing): string {
  const name = `h${out.next()}`;
  out.feature(`helper:${form}`);
  if (form === 'closure') {
    out.before.push(`const ${name} = ${printArrow(body, { ...scope, counter: '' }, out)};`);
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
  const code = printBody(body, inner, out);
  const declare = (text: string): void => {
    out.declarations[inner.file].push(isOtherFile ? `export ${text}` : text);
    if (isOtherFile) out.exported.push(name);
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
