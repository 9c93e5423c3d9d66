/** Explains the graph, from the same tables that draw it. */
import type { JSX } from 'preact';
import type { EdgeKind, GraphNode, NodeKind } from '../../../server/src/workflow-graph.ts';
import { t } from '../l10n.ts';
import type { NodeStatus } from '../overlay/overlay.ts';
import { edgeLooks, failedDash, kindLook, statusLooks } from '../view/draw/appearance.ts';
import { partingMark, sideLooks } from '../view/draw/comparison-marks.tsx';
import { Legend, LegendEdges, LegendEntry, LegendKeys } from '../view/legend.tsx';

const shownKinds: [NodeKind, string | null, string][] = [
  ['start', null, 'trigger of the function'],
  ['step', 'run', 'step: its result is saved'],
  ['step', 'waitForEvent', 'waits for an event or signal'],
  ['step', 'sleep', 'sleeps'],
  ['step', 'sendEvent', 'sends events or signals'],
  ['step', 'invoke', 'invokes a function'],
  ['step', 'fetch', 'makes an HTTP request'],
  ['step', 'ai.infer', 'calls a language model'],
  ['loop', null, 'loop'],
  ['try', null, 'try block'],
  ['call', null, 'helper with steps'],
  ['opaque', null, 'steps that cannot be resolved'],
];

const shownEdges: EdgeKind[] = ['next', 'back', 'timeout', 'error'];

const keys: [string[], string][] = [
  [['←↑→↓'], 'follow edges'],
  [['Enter'], 'open code'],
  [['+', '-', '0'], 'zoom, fit'],
  [['Esc'], 'close details'],
];

export function GraphLegend({ onClose }: { onClose(): void }): JSX.Element {
  return (
    <Legend onClose={onClose}>
      <h3>{t('Step states')}</h3>
      <ul>
        {(Object.keys(statusLooks) as NodeStatus[]).map((status) => (
          <LegendEntry key={status} {...statusLooks[status]} />
        ))}
      </ul>
      <h3>{t('Nodes')}</h3>
      <ul>
        {shownKinds.map(([kind, tool, meaning]) => (
          <LegendEntry key={meaning} {...kindLook(sampleNode(kind, tool))} meaning={meaning} />
        ))}
      </ul>
      <LegendEdges
        looks={[
          ...shownEdges.map((kind) => edgeLooks[kind]),
          { color: 'green', dash: null, meaning: 'taken by this run', bold: true },
          { color: 'red', dash: failedDash, meaning: 'taken by an error', bold: true },
          ...Object.values(sideLooks).map((look) => ({ ...look, bold: true })),
        ]}
      />
      <h3>{t('Comparison')}</h3>
      <p>{t('{0}: the runs part here', partingMark)}</p>
      <LegendKeys keys={keys} />
    </Legend>
  );
}

function sampleNode(kind: NodeKind, tool: string | null): GraphNode {
  const start = { line: 0, character: 0 };
  const node: GraphNode = { id: '', kind, label: '', range: { start, end: start } };
  if (tool) node.step = { tool, id: { kind: 'unknown', source: '' } };
  return node;
}
