/** The run that a person means: by its ID, the end of it, or "last". */
import { type RuntimeClient, RuntimeError } from '../client/runtime-client.ts';
import type { RunProgress } from '../contract/progress.ts';
import { UsageError } from '../options.ts';

/** So many of the latest runs are compared with the end of an ID; a whole ID is found among any number. */
export const maxSearched = 1_000;

/** Whether no search is needed. */
export function isWholeId(id: string): boolean {
  return /^[0-9A-Z]{26}$/i.test(id);
}

/** @throws UsageError when there is none, or several. */
export async function findRun(client: RuntimeClient, id: string | undefined): Promise<RunProgress> {
  if (id === undefined || !isWholeId(id))
    return pickRun((await client.listRuns({ limit: maxSearched })).runs, id);
  const found = await unlessNotFound(client.getRun(id.toUpperCase()));
  return pickRun(found === null ? [] : [found.run], id);
}

/** @throws UsageError when there is none, or several. */
export function pickRun<T extends Pick<RunProgress, 'runId'>>(list: readonly T[], id: string | undefined): T {
  if (id === undefined) throw new UsageError('Specify a run. `steplight runs` lists runs.');
  const found =
    id === 'last' ? list.slice(0, 1) : list.filter(({ runId }) => runId.endsWith(id.toUpperCase()));
  if (found.length === 1) return found[0]!;
  throw new UsageError(
    found.length === 0
      ? `Run "${id}" not found. \`steplight runs\` lists runs.`
      : `"${id}" matches ${found.length} runs. Use a longer part of the ID.`,
  );
}

/** Null when the runtime knows no such run. */
export async function unlessNotFound<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RuntimeError && error.code === 'run-not-found') return null;
    throw error;
  }
}
