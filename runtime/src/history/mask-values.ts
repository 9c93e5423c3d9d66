/**
 * Masks values of a run before it is exported.
 *
 * A masked text becomes `••••₁`: equal texts get the same number and different ones another, so that conditions and
 * comparisons still make sense. A number becomes such a number, a boolean becomes false, null stays; objects and arrays keep
 * their members. What is masked at one place is masked wherever else it occurs, also inside of texts. Pure.
 */
import { isRecord } from '../contract/records.ts';
import type { ExportedRun } from './exported-run.ts';
import { compilePatterns, type PathPattern } from './path-patterns.ts';
import { isSecretName, secretsIn } from './secret-values.ts';
import { type PathPart, pathText } from './value-difference.ts';

export interface MaskOptions {
  /** As in `path-patterns.ts`; a path begins with `event`, `output`, `input`, `error`, `text` (what code printed) … */
  paths: readonly string[];
  /** Also what usually is secret. */
  secrets: boolean;
}

/** Shorter texts and numbers are masked only where they are chosen: they occur in too many others. */
const shortestPart = 4;
/** So many places are listed. */
const maxListed = 500;

/** @throws RangeError when a path is not one. */
export function maskRun(run: ExportedRun, { paths, secrets }: MaskOptions): ExportedRun {
  const found = new Found(compilePatterns([...paths, 'endpoint.token']), secrets);
  for (const event of run.events) found.look(event, ['event'], eventStructure);
  for (const entry of run.entries) found.look(entry, [], entryStructure);
  const rewrite = found.rewriter();
  return {
    ...run,
    events: run.events.map((event) => rewrite(event, ['event'], eventStructure)),
    entries: run.entries.map((entry) => rewrite(entry, [], entryStructure)),
    graph: run.graph && rewrite(run.graph, ['graph'], graphStructure),
    masked: [...new Set([...run.masked, ...found.places])].sort().slice(0, maxListed),
  };
}

/** Whether a member belongs to the format and not to the user. */
type Structure = (path: readonly PathPart[]) => boolean;

const entryMembers = new Set([
  ...[
    'seq',
    'at',
    'kind',
    'runId',
    'requestId',
    'itemId',
    'target',
    'outgoing',
    'attempt',
    'dueAt',
    'hashedId',
  ],
  ...[
    'functionId',
    'functionName',
    'appId',
    'sdk',
    'eventIds',
    'eventId',
    'eventName',
    'maxAttempts',
    'status',
  ],
  ...['originalRunId', 'invokedBy', 'version', 'parallel', 'repeated', 'interrupted', 'level', 'from', 'cut'],
  ...[
    'startedAt',
    'retryAt',
    'until',
    'expiresAt',
    'skipped',
    'signal',
    'race',
    'method',
    'edited',
    'after',
    'cron',
  ],
  ...[
    'step.hashedId',
    'step.op',
    'step.parent',
    'step.type',
    'event.internalId',
    'event.ts',
    'event.receivedAt',
  ],
  ...['event.name', 'result.status', 'rerun.runId', 'rerun.version', 'rerun.from.at', 'rerun.from.hashedId'],
  ...[
    'clauses.*.result',
    'updates.*.scope',
    'updates.*.kind',
    'updates.*.op',
    'by.hashedId',
    'endpoint.method',
  ],
]);
const entryStructure: Structure = (path) => entryMembers.has(generalPath(path));

const eventMembers = new Set(['event.internalId', 'event.name', 'event.ts', 'event.receivedAt']);
const eventStructure: Structure = (path) => eventMembers.has(generalPath(path));

/** The source text in labels is the user's. */
const graphMembers = new Set(['id', 'kind', 'tool', 'severity', 'code', 'from', 'to', 'parent', 'end']);
const graphStructure: Structure = (path) => graphMembers.has(String(path.at(-1)));

function generalPath(path: readonly PathPart[]): string {
  return path.map((part) => (typeof part === 'number' ? '*' : part)).join('.');
}

type Rewriter = <T>(value: T, path: readonly PathPart[], structure: Structure) => T;

/** The values that are to be masked. */
class Found {
  readonly #isChosen: PathPattern;
  readonly #secrets: boolean;
  readonly #texts = new Map<string, string>();
  readonly #numbers = new Map<number, number>();
  readonly places = new Set<string>();

  constructor(isChosen: PathPattern, secrets: boolean) {
    this.#isChosen = isChosen;
    this.#secrets = secrets;
  }

  look(value: unknown, path: readonly PathPart[], structure: Structure): void {
    if (structure(path)) return;
    if (this.#masks(path)) this.#take(value, path);
    else if (typeof value === 'string') this.#takeSecrets(value, path);
    else for (const [part, member] of membersOf(value)) this.look(member, [...path, part], structure);
  }

  #masks(path: readonly PathPart[]): boolean {
    const name = path.at(-1);
    return this.#isChosen(path) || (this.#secrets && typeof name === 'string' && isSecretName(name));
  }

  #take(value: unknown, path: readonly PathPart[]): void {
    if (typeof value === 'string' && value !== '') this.#takeText(value);
    else if (typeof value === 'number') {
      if (!this.#numbers.has(value)) this.#numbers.set(value, this.#numbers.size + 1);
    } else if (typeof value === 'object' && value !== null) {
      for (const [part, member] of membersOf(value)) this.#take(member, [...path, part]);
      return;
    }
    this.#note(path);
  }

  #takeSecrets(text: string, path: readonly PathPart[]): void {
    const secrets = this.#secrets ? secretsIn(text) : [];
    for (const secret of secrets) this.#takeText(secret);
    if (secrets.length > 0) this.#note(path);
  }

  #takeText(text: string): void {
    if (!this.#texts.has(text)) this.#texts.set(text, `••••${subscript(this.#texts.size + 1)}`);
  }

  #note(path: readonly PathPart[]): void {
    this.places.add(
      pathText(path.map((part) => (typeof part === 'number' ? '*' : part))).replaceAll('["*"]', '[*]'),
    );
  }

  rewriter(): Rewriter {
    const replace = this.#replacer();
    const rewrite = (
      value: unknown,
      path: readonly PathPart[],
      structure: Structure,
      chosen: boolean,
    ): unknown => {
      if (structure(path)) return value;
      const masked = chosen || this.#masks(path);
      if (typeof value === 'string') return masked ? (this.#texts.get(value) ?? value) : replace(value);
      if (typeof value === 'number') return this.#numberFor(value, masked);
      if (typeof value === 'boolean') return masked ? false : value;
      if (Array.isArray(value))
        return value.map((item, index) => rewrite(item, [...path, index], structure, masked));
      if (!isRecord(value)) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => {
          const inner = [...path, key];
          return [structure(inner) ? key : replace(key), rewrite(member, inner, structure, masked)];
        }),
      );
    };
    return <T>(value: T, path: readonly PathPart[], structure: Structure) =>
      rewrite(value, path, structure, false) as T;
  }

  #numberFor(value: number, masked: boolean): number {
    const mask = this.#numbers.get(value);
    return mask !== undefined && (masked || String(value).length >= shortestPart) ? mask : value;
  }

  /** Replaces what is masked elsewhere; of texts that overlap, the longest. */
  #replacer(): (text: string) => string {
    const masks = new Map([
      ...[...this.#numbers].map(([number, mask]) => [String(number), String(mask)] as const),
      ...this.#texts,
    ]);
    const parts = [...masks.keys()].filter((text) => text.length >= shortestPart);
    if (parts.length === 0) return (text) => text;
    parts.sort((one, other) => other.length - one.length);
    const any = new RegExp(
      parts.map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
      'g',
    );
    return (text) => text.replaceAll(any, (part) => masks.get(part) ?? part);
  }
}

function membersOf(value: unknown): [PathPart, unknown][] {
  if (Array.isArray(value)) return [...value.entries()];
  return isRecord(value) ? Object.entries(value) : [];
}

/** Cannot run together with the digits of a text around it. */
function subscript(number: number): string {
  return [...String(number)].map((digit) => String.fromCodePoint(0x2080 + Number(digit))).join('');
}
