/** What kinds of values stand where in a JSON document: for comparing documents whose ids and times differ. */

type Kind = 'null' | 'boolean' | 'number' | 'text' | 'time' | 'ulid' | 'uuid' | 'object' | 'list';

/** By path, e.g. `data[].run_id`. */
export type Shape = Map<string, Set<Kind>>;

export function shapeOf(value: unknown): Shape {
  const shape: Shape = new Map();
  visit(value, '', shape);
  return shape;
}

/** Lines that say what `found` lacks of `wanted`, or has in another form. What is null in one may be anything in the other. */
export function shapeDifferences(wanted: unknown, found: unknown): string[] {
  const theirs = shapeOf(wanted);
  const ours = shapeOf(found);
  return [...theirs].flatMap(([path, kinds]) => {
    const same = ours.get(path);
    if (!same) return hasNullAbove(path, ours) ? [] : [`${path} is missing`];
    const isSame = [...kinds].some((kind) => same.has(kind)) || kinds.has('null') || same.has('null');
    return isSame ? [] : [`${path} is ${[...same].join('|')}, not ${[...kinds].join('|')}`];
  });
}

function visit(value: unknown, path: string, shape: Shape): void {
  const kinds = shape.get(path) ?? new Set();
  kinds.add(kindOf(value));
  shape.set(path, kinds);
  if (Array.isArray(value)) for (const each of value) visit(each, `${path}[]`, shape);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) visit(each, path === '' ? key : `${path}.${key}`, shape);
  }
}

function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'object';
  if (typeof value !== 'string') return typeof value === 'number' ? 'number' : 'boolean';
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return 'time';
  if (/^[0-9A-HJKMNP-TV-Z]{26}$/.test(value)) return 'ulid';
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ? 'uuid' : 'text';
}

/** Something that holds the path is null there, so it cannot say more. */
function hasNullAbove(path: string, shape: Shape): boolean {
  for (let above = parentOf(path); ; above = parentOf(above)) {
    const kinds = shape.get(above);
    if (kinds) return kinds.has('null');
    if (above === '') return false;
  }
}

function parentOf(path: string): string {
  if (path.endsWith('[]')) return path.slice(0, -2);
  return path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '';
}
