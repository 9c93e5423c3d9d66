/**
 * Names of nodes that survive edits elsewhere and reformatting: made from what the code says (tool and step id,
 * condition, loop header) and never from offsets. Equal names are told apart by their order.
 */
import { createHash } from 'node:crypto';

const maxLength = 72;

export class NodeIds {
  readonly #used = new Map<string, number>();

  make(name: string): string {
    const base = shortName(name);
    const count = (this.#used.get(base) ?? 0) + 1;
    this.#used.set(base, count);
    return count === 1 ? base : `${base}~${count}`;
  }
}

/** Ignores whitespace; a long name is cut and ends in a hash of the whole. */
export function shortName(name: string): string {
  const compact = compactSource(name);
  if (compact.length <= maxLength) return compact;
  const hash = createHash('sha1').update(compact).digest('hex').slice(0, 8);
  return `${compact.slice(0, maxLength - 9)}#${hash}`;
}

const needsCompacting = /["\n\t]|\s\s|\s\W|\W\s|[,;][)}\]]|^\s|\s$/;

/** Normalised source: no line breaks, no trailing commas, one kind of quotes. */
export function compactSource(source: string): string {
  if (!needsCompacting.test(source)) return source;
  return source
    .replace(/\s+/g, ' ')
    .replace(/ ?([(){}[\],;:.]) ?/g, '$1')
    .replace(/[,;]([)}\]])/g, '$1')
    .replace(/"/g, "'")
    .trim();
}
