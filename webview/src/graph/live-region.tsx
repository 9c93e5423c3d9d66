/** Tells screen readers what changed in the run. */
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Overlay } from '../overlay/overlay.ts';
import { announcement } from './node-name.ts';

export function LiveRegion({
  graph,
  overlay,
}: {
  graph: WorkflowGraph;
  overlay: Overlay | null;
}): JSX.Element {
  const before = useRef<Overlay | null>(null);
  const text = useRef('');
  if (before.current !== overlay) {
    text.current = announcement(graph, before.current, overlay) || text.current;
    before.current = overlay;
  }
  return (
    <div class="sl-unseen" role="status" aria-live="polite">
      {text.current}
    </div>
  );
}
