import type { Statement } from '../program.ts';

/** What stands before the first step of a `try` can throw, and the graph says so. */
export function beginsWithStep([first]: readonly Statement[]): boolean {
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
