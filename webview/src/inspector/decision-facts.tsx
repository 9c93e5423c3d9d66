/** Why a decision went the way it did: the results that settled it, and the steps they come from. */
import type { JSX } from 'preact';
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { t } from '../l10n.ts';
import type { DecisionReason } from '../overlay/overlay.ts';
import type { FromWebview } from '../protocol.ts';
import { Button } from '../view/button.tsx';

export function DecisionFacts(props: {
  reason: DecisionReason;
  graph: WorkflowGraph;
  post(message: FromWebview): void;
}): JSX.Element {
  const { reason, graph, post } = props;
  return (
    <section class="sl-run" aria-label={t('Why')}>
      <h3>{t('Why')}</h3>
      <ul class="sl-reasons">
        {reason.facts.map(({ source, value, node }) => (
          <li key={source}>
            <code>{source}</code> {t('is')} <code>{value}</code>
            <div class="sl-quiet">
              {t('from')}{' '}
              <Button look="link" onClick={() => post({ kind: 'open-source', nodeId: node })}>
                {graph.nodes.find(({ id }) => id === node)?.label ?? node}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
