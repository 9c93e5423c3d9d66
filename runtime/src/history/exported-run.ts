/**
 * CONTRACT: a run as a file, `*.run.json`: everything that is needed to show it elsewhere. Documented in
 * `runtime/docs/exported-run.md`, with a JSON schema in the package. Pure; no Node imports.
 */
import type { JournalEntry } from '../contract/journal.ts';
import { isRecord } from '../contract/records.ts';
import type { EventRecord } from '../contract/run.ts';
import { isEvent, isRunEntry, isRunId } from './entry-shapes.ts';

export const exportVersion = 1;

/** Ends the names of such files. */
export const exportSuffix = '.run.json';

export interface ExportedRun {
  version: number;
  source: {
    /** What executed the run, e.g. `Steplight 0.3.0`. */
    engine: string;
    /** E.g. `js:v4.24.0`; null: not known. */
    sdk: string | null;
    /** Of the code, when it was under version control. */
    commit?: string;
  };
  function: { id: string; name: string; appId: string };
  /** A WorkflowGraph, as `steplight graph --format json` prints it; null: the code was not at hand. */
  graph: Record<string, unknown> | null;
  /** Those that started the run. */
  events: EventRecord[];
  /** Of this run alone, in the order of the journal. */
  entries: JournalEntry[];
  /** Where values are masked, e.g. `event.data.user.email`; `*` for any item of an array. */
  masked: string[];
}

export interface RunToExport {
  entries: readonly JournalEntry[];
  events: readonly EventRecord[];
  graph: Record<string, unknown> | null;
  engine: string;
  commit?: string | null;
}

/** @throws ExportedRunError when the run's first entry is lost. */
export function exportRun({ entries, events, graph, engine, commit }: RunToExport): ExportedRun {
  const { sdk, ...described } = describedBy(entries);
  return {
    version: exportVersion,
    source: { engine, sdk, ...(commit ? { commit } : {}) },
    function: described,
    graph,
    events: [...events],
    entries: [...entries],
    masked: [],
  };
}

/** The file is not an exported run; the message says why. */
export class ExportedRunError extends Error {
  override readonly name = 'ExportedRunError';
}

export interface ReadRun {
  run: ExportedRun;
  /** What could not be read, for the user. */
  notices: string[];
}

/** Deeper values are refused: no program that shows them has a stack for them. */
const maxDepth = 200;
const maxEntries = 500_000;

/** @throws ExportedRunError */
export function readExportedRun(text: string): ReadRun {
  const file = parsed(text);
  if (!isRecord(file)) throw new ExportedRunError('it must be an object.');
  const { version } = file;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw new ExportedRunError('"version" must be a positive integer.');
  const notices: string[] = [];
  if (version > exportVersion)
    notices.push(
      `The file has version ${version}; this version of Steplight reads version ${exportVersion}. What it does not know is left out.`,
    );
  const { entries, unknown } = readEntries(file.entries);
  if (unknown > 0) notices.push(`${unknown} journal entries of unknown kinds are left out.`);
  return { run: { version: exportVersion, ...readParts(file, entries) }, notices };
}

/** @throws ExportedRunError */
function parsed(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ExportedRunError('it is not valid JSON.');
  }
  checkNesting(value);
  return value;
}

/** Level by level, because a hostile file may be nested deeper than the stack. */
function checkNesting(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) throw new ExportedRunError(`its values are nested deeper than ${maxDepth} levels.`);
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each !== 'object' || each === null) continue;
      if (Object.hasOwn(each, '__proto__')) throw new ExportedRunError('it has a member named "__proto__".');
      for (const member of Object.values(each)) next.push(member);
    }
    level = next;
  }
}

/** @throws ExportedRunError */
function readEntries(value: unknown): { entries: JournalEntry[]; unknown: number } {
  if (!Array.isArray(value) || value.length === 0)
    throw new ExportedRunError('"entries" must be an array of journal entries.');
  if (value.length > maxEntries) throw new ExportedRunError(`it has more than ${maxEntries} entries.`);
  const first: unknown = value[0];
  const runId = isRecord(first) && first.kind === 'run-queued' ? first.runId : undefined;
  if (!isRunId(runId)) throw new ExportedRunError('"entries" must begin with "run-queued" of a run.');
  const entries: JournalEntry[] = [];
  let unknown = 0;
  let seq = Number.NEGATIVE_INFINITY;
  value.forEach((entry: unknown, index) => {
    const known = isRunEntry(entry, runId);
    if (known === 'invalid')
      throw new ExportedRunError(`entry ${index + 1} is not a journal entry of this run.`);
    if (known === 'unknown') {
      unknown += 1;
      return;
    }
    const valid = entry as JournalEntry;
    if (valid.seq <= seq) throw new ExportedRunError(`entry ${index + 1} is out of order.`);
    seq = valid.seq;
    entries.push(valid);
  });
  return { entries, unknown };
}

function readParts(file: Record<string, unknown>, entries: JournalEntry[]): Omit<ExportedRun, 'version'> {
  const { source, graph = null, events = [], masked = [] } = file;
  const { sdk, ...described } = describedBy(entries);
  if (!isRecord(source) || typeof source.engine !== 'string')
    throw new ExportedRunError('"source" must name its "engine".');
  if (graph !== null && !isRecord(graph)) throw new ExportedRunError('"graph" must be an object or null.');
  if (!Array.isArray(events) || !events.every(isEvent))
    throw new ExportedRunError('"events" must be an array of events.');
  if (!Array.isArray(masked) || !masked.every((path) => typeof path === 'string'))
    throw new ExportedRunError('"masked" must be an array of paths.');
  return {
    source: {
      engine: source.engine,
      sdk,
      ...(typeof source.commit === 'string' ? { commit: source.commit } : {}),
    },
    function: described,
    graph,
    events,
    entries,
    masked,
  };
}

/** @throws ExportedRunError */
function describedBy([queued]: readonly JournalEntry[]) {
  if (queued?.kind !== 'run-queued')
    throw new ExportedRunError('"entries" must begin with "run-queued" of a run.');
  const { functionId: id, functionName: name, appId, sdk } = queued;
  return { id, name, appId, sdk };
}

/** The run that the file is about. */
export function runIdOfExport({ entries }: ExportedRun): string {
  const [queued] = entries;
  return queued?.kind === 'run-queued' ? queued.runId : '';
}

const importedPrefix = 'imported:';

/** The ID of an imported copy: never that of a run of the runtime, and it says what it is. */
export function importedId(runId: string): string {
  return `${importedPrefix}${runId}`;
}

export function isImportedId(runId: string): boolean {
  return runId.startsWith(importedPrefix);
}

/** The ID that an imported run had where it was exported. */
export function originalId(runId: string): string {
  return isImportedId(runId) ? runId.slice(importedPrefix.length) : runId;
}

/** The entries under the ID of the imported copy. */
export function importedEntries(run: ExportedRun): JournalEntry[] {
  const runId = importedId(runIdOfExport(run));
  return run.entries.map((entry) => ('runId' in entry ? { ...entry, runId } : entry));
}
