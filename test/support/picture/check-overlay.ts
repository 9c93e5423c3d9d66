/**
 * Overlays as text: a graph (see `graph-text.ts`), a journal, and what is expected on each node.
 *
 *     validate  completed
 *     enrich    retrying 2/5 "503"
 *     taken     start>validate valid-false>enrich
 *     lost      Old step
 */
import { expect } from 'vitest';
import { applyEntry } from '../../../runtime/src/contract/apply-entry.ts';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { graphFromText } from '../../../webview/src/dev/graph-notation.ts';
import { JournalBuilder } from '../../../webview/src/dev/journal-builder.ts';
import { makeOverlay } from '../../../webview/src/overlay/make-overlay.ts';
import type { Overlay } from '../../../webview/src/overlay/overlay.ts';

export type Run = JournalBuilder;

export function checkOverlay(graphText: string, happen: (run: Run) => void, expected: string): void {
  const graph = graphFromText(graphText);
  const run = new JournalBuilder(graph.id, 'app/started', 1_000_000);
  run.start();
  happen(run);
  const progress = fold(run.entries);
  if (!progress) throw new Error('The journal has no run.');
  expect(printOverlay(makeOverlay(graph, progress))).toBe(unindent(expected));
}

export function fold(entries: JournalEntry[]): RunProgress | null {
  let progress: RunProgress | null = null;
  for (const entry of entries) progress = applyEntry(progress, entry);
  return progress;
}

export function printOverlay(overlay: Overlay): string {
  const lines = Object.entries(overlay.nodes)
    .filter(([, state]) => state.status !== 'passed')
    .map(([id, state]) => {
      const parts = [id, state.status];
      if (state.steps.length > 1) parts.push(`${state.done}/${state.steps.length} done`);
      if (state.attempt > 0) parts.push(`attempt ${state.attempt + 1}/${state.maxAttempts}`);
      if (state.error) parts.push(JSON.stringify(state.error.message));
      if (state.wait && state.wait.nearMisses > 0) parts.push(`${state.wait.nearMisses} near misses`);
      return parts.join(' ');
    });
  const passed = Object.entries(overlay.nodes)
    .filter(([, state]) => state.status === 'passed')
    .map(([id]) => id);
  if (passed.length > 0) lines.push(`passed: ${passed.join(' ')}`);
  if (overlay.takenEdges.length > 0) lines.push(`taken: ${overlay.takenEdges.map(shortEdge).join(' ')}`);
  if (overlay.failedEdges.length > 0) lines.push(`failed: ${overlay.failedEdges.map(shortEdge).join(' ')}`);
  if (overlay.unmatchedSteps.length > 0) {
    lines.push(`lost: ${overlay.unmatchedSteps.map((step) => step.name).join(', ')}`);
  }
  return lines.join('\n');
}

/** `a-next->b` → `a>b`, `a-true->b` → `a-true>b`. */
function shortEdge(id: string): string {
  return id.replace('-next->', '>').replace('->', '>');
}

function unindent(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
