/** The problems of one document: of the functions in it, and of the code in it that other files' functions draw. */

import type { FunctionDefinition } from '../definitions/function-definition.ts';
import { functionsIn } from '../definitions/functions.ts';
import type { EventIndex } from '../events/event-index.ts';
import { type BuiltFunction, buildGraph } from '../graph/build-graph.ts';
import { declaredSchema } from '../payload/event-types.ts';
import type { WorkspaceFacts } from '../rules/model/rule.ts';
import {
  type Coded,
  fileFindings,
  findings,
  ofNote,
  type Problem,
  problemsFrom,
  type RuleFailed,
  type RuleGroup,
} from '../rules/problem.ts';
import type { Severities } from '../rules/severities.ts';
import type { Schema } from '../schema/read-schema.ts';
import type { Note, WorkflowGraph } from '../workflow-graph.ts';
import { unreachedStepsOf } from '../workspace/unreached-steps.ts';
import type { FileState, Workspace } from '../workspace/workspace.ts';
import { yieldToEventLoop } from '../workspace/yield-to-event-loop.ts';

/** How long to work before yielding to other requests. */
const maxSliceMs = 4;

export class ProblemFinder {
  readonly #workspace: Workspace;
  /** What rules of the group `function` found; good as long as the state is. */
  readonly #found = new WeakMap<FileState, readonly Coded[]>();
  readonly #failed: RuleFailed;
  #isIndexed = false;

  constructor(workspace: Workspace, failed: RuleFailed = throwAgain) {
    this.#workspace = workspace;
    this.#failed = failed;
  }

  /** Every file has been indexed: from now on, rules may conclude from what is missing. */
  workspaceIsKnown(): void {
    this.#isIndexed = true;
  }

  /**
   * Problems in the current text of a file. Null: cancelled, or the text has syntax errors and nothing new can
   * be said. Gives way to other work often.
   */
  async problemsIn(
    path: string,
    severities: Severities,
    isCancelled: () => boolean = () => false,
  ): Promise<Problem[] | null> {
    const own = this.#workspace.stateOf(path);
    if (!own) return [];
    if (own.stale) return null;
    const found: Coded[] = [];
    const events = this.#isIndexed
      ? await this.#workspace.refreshEvents(isCancelled)
      : this.#workspace.eventsFor(path);
    if (isCancelled()) return null;
    const facts = new Facts(this.#workspace, events);
    const groups = this.#isIndexed ? (['function', 'workspace'] as const) : (['function'] as const);
    for (const state of this.#withMakers([own, ...this.#workspace.statesDrawing(path)])) {
      for (const group of groups) {
        const some = await this.#findingsOf(state, group, facts, isCancelled);
        if (!some) return null;
        found.push(...some);
      }
    }
    if (this.#isIndexed) found.push(...this.#fileFindings(path, facts));
    return problemsFrom(
      found.filter(({ at }) => at.file.path === path),
      severities,
    );
  }

  /** Problems of the whole workspace, for batch use; includes step calls that belong to no function. */
  async allProblems(severities: Severities): Promise<Problem[]> {
    const found: Coded[] = [];
    const { sources } = this.#workspace;
    const facts = new Facts(this.#workspace, this.#workspace.events());
    const reached = new Set<string>();
    const defining = new Set<string>();
    for (const state of this.#withMakers(this.#workspace.states())) {
      for (const site of state.analysis.sites) reached.add(site);
      defining.add(state.path);
      for (const group of ['function', 'workspace'] as const) {
        found.push(...((await this.#findingsOf(state, group, facts, () => false)) ?? []));
      }
    }
    for (const path of this.#workspace.eventFiles()) found.push(...this.#fileFindings(path, facts));
    for (const path of this.#workspace.sourceFiles()) {
      const unreached = unreachedStepsOf(path, reached, sources, defining.has(path));
      found.push(...unreached.flatMap((note) => ofNote(note, sources)));
    }
    return problemsFrom(found, severities);
  }

  #fileFindings(path: string, facts: WorkspaceFacts): Coded[] {
    return fileFindings({ path, sources: this.#workspace.sources, workspace: facts }, this.#failed);
  }

  /** A function may be defined in one file and created in another, by a loop over a list of definitions. */
  #withMakers(states: readonly FileState[]): Set<FileState> {
    const all = new Set(states);
    for (const { path } of states) {
      for (const maker of this.#workspace.makersOf(path)) {
        const state = this.#workspace.stateOf(maker);
        if (state && !state.stale) all.add(state);
      }
    }
    return all;
  }

  #build(definition: FunctionDefinition): BuiltFunction | null {
    try {
      return buildGraph(definition, this.#workspace.sources);
    } catch {
      // The state's graph has a note about it.
      return null;
    }
  }

  async #findingsOf(
    state: FileState,
    group: RuleGroup,
    facts: WorkspaceFacts,
    isCancelled: () => boolean,
  ): Promise<readonly Coded[] | null> {
    const known = group === 'function' ? this.#found.get(state) : undefined;
    if (known) return known;
    const { sources } = this.#workspace;
    const file = sources.file(state.path);
    const found: Coded[] = [];
    let since = performance.now();
    const goOn = async (): Promise<boolean> => {
      if (performance.now() - since < maxSliceMs) return true;
      await yieldToEventLoop();
      since = performance.now();
      // A newer text has another state, and its own findings.
      return !isCancelled() && sources.file(state.path) === file;
    };
    for (const definition of file ? functionsIn(file, sources) : []) {
      if (!(await goOn())) return null;
      const built = this.#build(definition);
      if (!built) continue;
      for (const some of findings(built, group, sources, facts, this.#failed)) {
        found.push(...some);
        if (!(await goOn())) return null;
      }
    }
    if (group === 'function') {
      for (const note of [...state.analysis.notes, ...state.analysis.graphs.flatMap(failures)]) {
        found.push(...ofNote({ ...note, file: state.path }, sources));
      }
      this.#found.set(state, found);
    }
    return found;
  }
}

/** What the graphs cannot tell when they are made again: making them fails again. */
function failures({ notes }: WorkflowGraph): Note[] {
  return notes.filter(({ code }) => code === 'analysis-failed');
}

function throwAgain(_: string, error: unknown): never {
  throw error;
}

/** Types are read once a round: the next may see other texts. */
class Facts implements WorkspaceFacts {
  readonly events: EventIndex;
  readonly #workspace: Workspace;
  readonly #schemas = new Map<string, Schema | null>();

  constructor(workspace: Workspace, events: EventIndex) {
    this.#workspace = workspace;
    this.events = events;
  }

  eventSchema(event: string): Schema | null {
    let schema = this.#schemas.get(event);
    if (schema === undefined) {
      schema = this.#read(event);
      this.#schemas.set(event, schema);
    }
    return schema;
  }

  #read(event: string): Schema | null {
    const { sources } = this.#workspace;
    for (const { path } of this.events.usesOf(event, 'declares')) {
      const file = sources.file(path);
      const schema = file ? declaredSchema(event, file, sources) : null;
      if (schema) return schema;
    }
    return null;
  }
}
