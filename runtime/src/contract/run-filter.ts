/** CONTRACT: which runs are meant. The same in the control API, on the command line and in the editor. */
import { endedStatuses, type RunStatus } from './run.ts';

/** Absent fields do not filter. A run matches when it matches every field, of a list any of its values. */
export interface RunFilter {
  /** Of functions: the ID, with or without the app's, or the name. Case does not matter. */
  functionId?: OneOrMore<string>;
  status?: OneOrMore<RunStatus>;
  /** Name of the event that started it. */
  event?: OneOrMore<string>;
  /** Found anywhere: in IDs and names, in its events, in inputs, results and errors. Case does not matter. */
  text?: string;
  /** An expression over the run (`expressions/search-expression.ts`): `output.count > 3`. */
  where?: string;
  runIds?: readonly string[];
}

type OneOrMore<T> = T | readonly T[];

export const runStatuses: readonly RunStatus[] = [
  'queued',
  'running',
  'waiting',
  'sleeping',
  ...endedStatuses,
];

/** Undefined when it does not filter. */
export function wantedOf<T extends string>(values: OneOrMore<T> | undefined): readonly T[] | undefined {
  if (values === undefined) return undefined;
  const list = typeof values === 'string' ? [values] : values;
  return list.length === 0 ? undefined : list;
}

/** Whether it names what to look for, not only how much of it. */
export function isNarrow(filter: RunFilter): boolean {
  const { functionId, status, event, text, where, runIds } = filter;
  const lists = [functionId, status, event].some((list) => wantedOf<string>(list) !== undefined);
  return lists || Boolean(text) || Boolean(where) || runIds !== undefined;
}
