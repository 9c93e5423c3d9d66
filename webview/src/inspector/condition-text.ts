/** The condition of a wait in plain English: what must equal what. */

/**
 * Translates clauses of the form `event.P == async.Q`; any other expression is returned as it is.
 *
 * @param expression CEL over `event` (what started the run) and `async` (the awaited event); null: any event.
 */
export function conditionText(expression: string | null): string {
  if (expression === null || expression.trim() === '') return 'any event with this name';
  const clauses = expression.split('&&').map((clause) => clause.trim());
  const words = clauses.map(clauseInWords);
  return words.every((word) => word !== null) ? words.join(', and ') : expression;
}

const comparison = /^(event|async)\.([\w.]+)\s*==\s*(event|async)\.([\w.]+)$/;
const constant = /^async\.([\w.]+)\s*==\s*('[^']*'|"[^"]*"|[\w.-]+)$/;

function clauseInWords(clause: string): string | null {
  const both = comparison.exec(clause);
  if (both && both[1] !== both[3]) {
    const [own, awaited] = both[1] === 'event' ? [both[2], both[4]] : [both[4], both[2]];
    return own === awaited
      ? `${awaited} equals that of the event that started the run`
      : `${awaited} equals ${own} of the event that started the run`;
  }
  const fixed = constant.exec(clause);
  if (fixed) return `${fixed[1]} is ${fixed[2]}`;
  return null;
}
