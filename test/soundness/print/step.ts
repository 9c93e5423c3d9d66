/** One call of a step tool. */
import type { StepCall } from '../program.ts';
import type { Scope } from '../scope.ts';
import type { Printing } from './printing.ts';

export function printCall(
  call: StepCall,
  scope: Scope,
  out: Printing,
  callee = printCallee(call, scope, out),
): string {
  const { tool } = call;
  const id = printId(call, scope, out);
  out.feature(`tool:${tool}`);
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

function printCallee({ tool, access }: StepCall, scope: Scope, out: Printing): string {
  if (access === 'member') return `${scope.step}.${tool}`;
  out.feature(scope.bare ? 'access:bare' : 'access:element');
  return scope.bare ? tool : `${scope.step}['${tool}']`;
}

function printId(call: StepCall, scope: Scope, out: Printing): string {
  const again = out.ids[out.count % Math.max(out.ids.length, 1)];
  if (call.id === 'again' && again !== undefined && !scope.parallel) {
    out.feature('id:again');
    return `'${again}'`;
  }
  const id = `s${out.next()}`;
  if (call.id === 'template' || (scope.parallel && scope.counter !== '')) {
    out.feature('id:template');
    return `\`${id}${scope.counter === '' ? `-\${${scope.event}.name}` : scope.counter}\``;
  }
  out.ids.push(id);
  return `'${id}'`;
}
