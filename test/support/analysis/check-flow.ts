/**
 * Flow control as a story: what happens second by second, and when which run was at work. A run is named by `data.n` of
 * its event; an app's work on a request takes as long as the story says.
 */
import { expect } from 'vitest';
import type { ServedFunction } from '../../../runtime/src/engine/state/function-directory.ts';
import type { RawRequest } from '../runtime/raw-app.ts';
import { result, type ScriptedEngine, scriptedEngine } from '../runtime/scripted-engine.ts';

export interface Story {
  config: Record<string, unknown>;
  functions?: Partial<ServedFunction>[];
  /** What is sent at which second: data of the events, each with a running number `n`. */
  sent: [second: number, ...data: Record<string, unknown>[]][];
  /** Seconds that a request takes; default 0. */
  takes?: number;
  /** Seconds until which the story is told. */
  until: number;
}

/** One line per run: `n` of its events, the second in which it was first at work, and how it ended if not well. */
export async function tellFlow(story: Story): Promise<{ lines: string[]; engine: ScriptedEngine }> {
  const started = new Map<string, number>();
  const finishes: { at: number; finish: () => void }[] = [];
  let second = 0;
  const engine = scriptedEngine({
    functions: story.functions ?? [{ config: story.config }],
    script: (request: RawRequest) => {
      if (!started.has(request.ctx.run_id)) started.set(request.ctx.run_id, second);
      if (!story.takes) return result('done');
      return new Promise((resolve) =>
        finishes.push({ at: second + (story.takes ?? 0), finish: () => resolve(result('done')) }),
      );
    },
  });
  let n = 0;
  for (; second <= story.until; second++) {
    for (const { finish } of finishes.filter(({ at }) => at === second)) finish();
    await engine.settle();
    const now = story.sent.filter(([at]) => at === second).flatMap(([, ...data]) => data);
    for (const data of now) await engine.send('list.uploaded', { n: ++n, ...data });
    if (second < story.until) engine.clock.advance(1_000);
  }
  const lines = engine.runs().map((run) => {
    const events = run.eventIds.map((id) => engine.journal.event(id)?.data?.n).join('+');
    const at = started.get(run.runId);
    const end = run.status === 'completed' || run.status === 'running' ? '' : ` ${run.status}`;
    return `${events} ${at === undefined ? '-' : `at ${at}`}${end}`;
  });
  return { lines, engine };
}

export async function checkFlow(story: Story, expected: string[]): Promise<ScriptedEngine> {
  const { lines, engine } = await tellFlow(story);
  expect(lines).toEqual(expected);
  return engine;
}
