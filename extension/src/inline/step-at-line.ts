/** The steps of shown runs whose code is in a document. */
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { NodeState } from '../../../webview/src/overlay/overlay.ts';
import type { GraphSession, ShownRun } from '../graphs/graph-session.ts';
import { allGraphs, type Graphs, nodeUri } from '../graphs/graphs.ts';
import { stepsById } from './step-lines.ts';

export interface PlacedStep {
  /** Of the function; a helper's code may stand in another document. */
  documentUri: string;
  graph: WorkflowGraph;
  node: GraphNode;
  /** 0-based lines of the document as it is now; `endLine` inclusive. */
  startLine: number;
  endLine: number;
  state: NodeState;
  progress: RunProgress;
  /** Null during its first attempt, when the journal does not name it yet. */
  step: StepProgress | null;
  /** The moment of its past at which the run is shown; null: live, and only then something can be done. */
  moment: ShownRun['moment'];
  /** Unix milliseconds, of that moment. */
  now: number;
}

export function placedSteps(uri: string, graphs: Graphs, session: GraphSession): PlacedStep[] {
  return graphs.known().flatMap((answer) =>
    allGraphs(answer.graphs).flatMap((graph) => {
      const shown = session.shown(answer.uri, graph);
      if (!shown) return [];
      const stepOf = stepsById(shown.progress);
      return graph.nodes.flatMap((node) => {
        const state = shown.overlay.nodes[node.id];
        if (!node.step || !state || nodeUri(answer.uri, graph, node) !== uri) return [];
        return [
          {
            documentUri: answer.uri,
            graph,
            node,
            state,
            startLine: graphs.lineNow(uri, node.range.start.line),
            endLine: graphs.lineNow(uri, node.range.end.line),
            progress: shown.progress,
            step: stepOf(state),
            moment: shown.moment,
            now: shown.now,
          },
        ];
      });
    }),
  );
}
