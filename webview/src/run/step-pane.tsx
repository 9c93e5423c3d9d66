/** The selected step: its state, its values, and the ways to its code and to the graph. */
import type { JSX } from 'preact';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import { StepDetails } from '../inspector/step-details.tsx';
import { t } from '../l10n.ts';
import type { FromRunPage } from '../run-protocol.ts';
import { Button } from '../view/button.tsx';
import { PanelHeader } from '../view/panel-header.tsx';

export interface StepPaneProps {
  run: RunProgress;
  step: StepProgress;
  now: number;
  hasCode: boolean;
  post(message: FromRunPage): void;
  onClose(): void;
}

export function StepPane({ run, step, now, hasCode, post, onClose }: StepPaneProps): JSX.Element {
  const { hashedId, name } = step.step;
  return (
    <section class="sl-pane" aria-label={t('Details of {0}', name)}>
      <PanelHeader title={name} onClose={onClose} />
      {hasCode ? (
        <div class="sl-actions">
          <Button look="link" onClick={() => post({ kind: 'open-code', hashedId })}>
            {t('Go to Step')}
          </Button>
          <Button look="link" onClick={() => post({ kind: 'show-on-graph', hashedId })}>
            {t('Show on Graph')}
          </Button>
        </div>
      ) : null}
      <StepDetails key={hashedId} run={run} step={step} now={now} post={post} />
    </section>
  );
}
