/** Where the graph's page looks: what the user sees stays in place when the graph changes. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Layout } from '../layout/layout.ts';
import { anchorNode, type Camera, keepInPlace, openingCamera } from '../view/camera.ts';
import type { Picture } from '../view/use-picture.ts';

export interface Looking {
  graph: WorkflowGraph;
  layout: Layout;
  selected: string | null;
  lit: string | null;
  follow: boolean;
  /** Initial camera, from before the page was reloaded. */
  storedCamera: Camera | null;
}

export function useGraphCamera(looking: Looking, picture: Picture): void {
  const { graph, layout, selected, lit, follow, storedCamera } = looking;
  const { viewport, focused } = picture;
  const drawn = useRef<{ graph: WorkflowGraph; layout: Layout } | null>(null);

  useLayoutEffect(() => {
    const view = viewport.current;
    if (!view) return;
    const before = drawn.current;
    drawn.current = { graph, layout };
    if (before?.layout === layout) return;
    if (!before) {
      view.moveTo(storedCamera ?? openingCamera(graph, layout, view.size()), false);
      return;
    }
    const anchor =
      before.graph.id === graph.id
        ? anchorNode(before.layout, layout, view.camera(), view.size(), [focused, selected, lit])
        : null;
    const from = anchor ? before.layout.nodes[anchor] : undefined;
    const to = anchor ? layout.nodes[anchor] : undefined;
    view.moveTo(
      from && to ? keepInPlace(view.camera(), from, to) : openingCamera(graph, layout, view.size()),
      false,
    );
  }, [graph, layout]);

  useEffect(() => {
    if (follow) picture.show(lit);
  }, [lit, follow]);

  // The details cover some of the picture: what they are about must stay visible.
  useEffect(() => picture.show(selected), [selected]);
}
