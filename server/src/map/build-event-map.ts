/** Builds one map of the workspace from the graphs and the event uses of its files. Pure. */

import type { EventMap, LinkKind, MapEvent, MapFunction, MapLink, MapSender, Place } from '../event-map.ts';
import type { EventRole } from '../events/event-use.ts';
import { takesEvent, withoutStar } from '../events/wildcard.ts';
import { comparePositions, isRangeWithin } from '../syntax/ranges.ts';
import type { Position, Range, WorkflowGraph } from '../workflow-graph.ts';

/** A use of an event whose file is relative to the same folder as the graphs'. */
export interface NamedEvent extends Place {
  name: string;
  role: EventRole;
  functionId: string | null;
}

/** Events of this beginning are sent by the engine. */
const systemPrefix = 'inngest/';

export function buildEventMap(graphs: readonly WorkflowGraph[], uses: readonly NamedEvent[]): EventMap {
  const draft = new Draft(graphs);
  for (const graph of graphs) draft.addGraph(graph);
  for (const use of uses) draft.addUse(use);
  return draft.finish();
}

const linkOfRole: Partial<Record<EventRole, LinkKind>> = {
  sends: 'sends',
  starts: 'starts',
  waits: 'resumes',
  cancels: 'cancels',
};

class Draft {
  readonly #functions: MapFunction[] = [];
  readonly #byId = new Map<string, MapFunction[]>();
  readonly #events = new Map<string, MapEvent>();
  readonly #senders = new Map<string, MapSender>();
  readonly #links = new Map<string, MapLink>();
  /** Code of helpers that is drawn in the graph of a function, by file: it is that function's, not other code. */
  readonly #helperCode = new Map<string, Range[]>();

  constructor(graphs: readonly WorkflowGraph[]) {
    const keys = new Set<string>();
    for (const { id, name, app, file, range, triggers } of graphs) {
      const plain = `function:${id}`;
      const key = keys.has(plain) ? `${plain} ${file}:${range.start.line + 1}` : plain;
      keys.add(key);
      const crons = triggers.flatMap(({ cron }) => cron ?? []);
      const made = { key, id, name, ...(app === undefined ? {} : { app }), file, range, crons };
      this.#functions.push(made);
      this.#byId.set(id, [...(this.#byId.get(id) ?? []), made]);
    }
  }

  addGraph(graph: WorkflowGraph): void {
    const owner = this.#functionAt(graph.id, graph.file, graph.range.start);
    if (!owner) return;
    for (const { event, unknown, range } of graph.triggers) {
      if (event !== undefined && !unknown)
        this.#link('starts', this.#event(event).key, owner.key, { file: graph.file, range });
    }
    this.#addNodes(graph, owner);
    if (graph.onFailure) this.#addNodes(graph.onFailure, owner);
  }

  #addNodes({ nodes, file }: WorkflowGraph, owner: MapFunction): void {
    for (const { step, file: helper = file, range } of nodes) {
      if (!step) continue;
      const place = { file: helper, range };
      if (helper !== file) this.#helperCode.set(helper, [...(this.#helperCode.get(helper) ?? []), range]);
      if (step.tool === 'invoke' && step.function !== undefined) {
        const [target] = this.#byId.get(step.function) ?? [];
        if (target) this.#link('invokes', owner.key, target.key, place);
      }
      if (step.event === undefined) continue;
      if (step.tool === 'sendEvent') this.#link('sends', owner.key, this.#event(step.event).key, place);
      if (step.tool === 'waitForEvent') this.#link('resumes', this.#event(step.event).key, owner.key, place);
    }
  }

  addUse({ name, role, file, range, functionId }: NamedEvent): void {
    const place = { file, range };
    if (role === 'declares') {
      this.#event(name).declared.push(place);
      return;
    }
    const kind = linkOfRole[role];
    if (!kind) return;
    const owner = functionId === null ? null : this.#functionAt(functionId, file, range.start);
    if (owner) {
      const event = this.#event(name).key;
      if (kind === 'sends') this.#link(kind, owner.key, event, place);
      else this.#link(kind, event, owner.key, place);
    } else if (kind === 'sends' && !this.#isHelperCode(place)) {
      this.#link(kind, this.#sender(file).key, this.#event(name).key, place);
    } else this.#event(name);
  }

  /** Several functions may have one id: the one in the file, and there the last that begins before the place. */
  #functionAt(id: string, file: string, position: Position): MapFunction | null {
    const all = this.#byId.get(id) ?? [];
    const here = all.filter((one) => one.file === file);
    return (
      here.findLast(({ range }) => comparePositions(range.start, position) <= 0) ?? here[0] ?? all[0] ?? null
    );
  }

  #isHelperCode({ file, range }: Place): boolean {
    return (this.#helperCode.get(file) ?? []).some((code) => isRangeWithin(range, code));
  }

  #event(name: string): MapEvent {
    const known = this.#events.get(name);
    if (known) return known;
    const event: MapEvent = {
      key: `event:${name}`,
      name,
      origin: name.startsWith(systemPrefix) ? 'system' : 'workspace',
      isUnsent: false,
      isUnheard: false,
      declared: [],
    };
    this.#events.set(name, event);
    return event;
  }

  #sender(file: string): MapSender {
    const sender = this.#senders.get(file) ?? { key: `code:${file}`, file };
    this.#senders.set(file, sender);
    return sender;
  }

  /** Places within one another are the same: a call, and the name in it. The larger one comes first. */
  #link(kind: LinkKind, from: string, to: string, place: Place): void {
    const id = `${kind} ${from} ${to}`;
    const link = this.#links.get(id) ?? { kind, from, to, places: [] };
    this.#links.set(id, link);
    const isKnown = link.places.some(
      ({ file, range }) => file === place.file && isRangeWithin(place.range, range),
    );
    if (!isKnown) link.places.push(place);
  }

  /** A trigger `app/*` is started by every event of that beginning that is sent or declared. */
  #linkWildcards(): void {
    const wide = [...this.#events.values()].filter(({ name }) => withoutStar(name) !== null);
    const concrete = [...this.#events.values()].filter(({ name }) => withoutStar(name) === null);
    for (const trigger of wide) {
      const taken = concrete.filter(({ name }) => takesEvent(trigger.name, name));
      const links = [...this.#links.values()].filter(({ from }) => from === trigger.key);
      for (const { kind, to, places } of links) {
        for (const { key } of taken) for (const place of places) this.#link(kind, key, to, place);
      }
    }
  }

  finish(): EventMap {
    this.#linkWildcards();
    const links = [...this.#links.values()];
    const handled = new Set(links.map(({ from }) => from));
    const sent = new Set(links.map(({ to }) => to));
    const isSent = ({ key, name }: MapEvent): boolean =>
      sent.has(key) ||
      [...this.#events.values()].some((one) => sent.has(one.key) && takesEvent(name, one.name));
    const events = [...this.#events.values()].map((event) => ({
      ...event,
      isUnsent: event.origin === 'workspace' && handled.has(event.key) && !isSent(event),
      isUnheard: sent.has(event.key) && !handled.has(event.key),
    }));
    return {
      version: 1,
      functions: this.#functions,
      events: events.sort((a, b) => compareText(a.name, b.name)),
      senders: [...this.#senders.values()].sort((a, b) => compareText(a.file, b.file)),
      links,
    };
  }
}

/** The same order in every language setting. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
