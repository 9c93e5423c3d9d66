/** Promises side by side, and in a row. */
import type { Statement } from '../program.ts';
import type { Scope } from '../scope.ts';
import type { Printing } from './printing.ts';
import { printCall } from './step.ts';
import { printWork } from './work.ts';

export function printParallel(
  { combinator, form, branches }: Extract<Statement, { kind: 'parallel' }>,
  scope: Scope,
  out: Printing,
): string {
  const n = out.next();
  const inGroup = form === 'group' && scope.group !== null;
  out.feature(`parallel:${combinator}`);
  out.feature(`parallel:${form}`);
  const inner: Scope = { ...scope, parallel: true, counter: scope.parallel ? scope.counter : '' };
  const texts = branches.map((branch) => printWork(branch, inner, out));
  // Not tried yet: that a pushed promise without steps wins is not drawn.
  const isFirst = combinator === 'race' || combinator === 'any';
  switch (form === 'pushed' && isFirst ? 'literal' : form) {
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

export function printFan(
  { form, combinator, of, work }: Extract<Statement, { kind: 'fan' }>,
  scope: Scope,
  out: Printing,
): string {
  const n = out.next();
  out.feature(`fan:${form}`);
  out.feature(`fan:${combinator}`);
  const list = out.list(of, scope);
  const inner: Scope = { ...scope, parallel: true, counter: `${scope.counter}-\${x${n}}`, loops: [] };
  const outer = out.before;
  out.before = [];
  const text = printWork(work, inner, out);
  const declared = out.before;
  out.before = outer;
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

export function printEarly(
  { work, meanwhile, awaited }: Extract<Statement, { kind: 'early' }>,
  scope: Scope,
  out: Printing,
): string {
  const n = out.next();
  out.feature(awaited ? 'early:awaited' : 'early:never awaited');
  const inner: Scope = { ...scope, parallel: true, counter: scope.parallel ? scope.counter : '' };
  const text = printWork(work, inner, out);
  const rest = out.block(meanwhile, { ...inner, loops: scope.loops });
  return `const p${n} = ${text};\n${rest}${awaited ? `\nawait p${n};` : ''}`;
}

export function printReduce(
  { of, call }: Extract<Statement, { kind: 'reduce' }>,
  scope: Scope,
  out: Printing,
): string {
  const n = out.next();
  out.feature('reduce');
  const list = out.list(of, scope);
  const inner: Scope = { ...scope, counter: `${scope.counter}-\${x${n}}`, loops: [] };
  const text = printCall(call, inner, out);
  return `await ${list}.reduce(async (before${n}, x${n}) => {\nawait before${n};\nawait ${text};\n}, Promise.resolve());`;
}
