/** The buttons about a step: what ends its wait now, and where the run can be rerun from. */
import type { JSX } from 'preact';
import type { StepProgress } from '../../../runtime/src/contract/progress.ts';
import { t } from '../l10n.ts';
import type { StepMessage } from '../protocol.ts';
import { Button } from '../view/button.tsx';
import { LiveOnly } from '../view/past.tsx';

interface ActionsProps {
  target: { runId: string; hashedId: string };
  post(message: StepMessage): void;
}

/** Absent while the run is shown in its past: they act on the run as it is now. */
export function StepActions(props: ActionsProps & { step: StepProgress }): JSX.Element {
  return (
    <LiveOnly>
      <StepButtons {...props} />
    </LiveOnly>
  );
}

function StepButtons(props: ActionsProps & { step: StepProgress }): JSX.Element | null {
  const { step, target, post } = props;
  const skip = (): void => post({ kind: 'skip', ...target });
  if (step.wait && step.status === 'waiting') {
    return (
      <div class="sl-actions">
        {step.step.op === 'WaitForEvent' ? (
          <Button look="primary" onClick={() => post({ kind: 'send-matching-event', ...target })}>
            {t('Send Matching Event')}
          </Button>
        ) : null}
        <Button look="secondary" onClick={skip}>
          {t('Time Out Now')}
        </Button>
        <Button look="secondary" onClick={() => post({ kind: 'explain-run', runId: target.runId })}>
          {t('Why Not Resumed?')}
        </Button>
      </div>
    );
  }
  if (step.status !== 'sleeping' && step.status !== 'retrying') return null;
  return (
    <div class="sl-actions">
      <Button look="secondary" onClick={skip}>
        {step.status === 'sleeping' ? t('Wake Up Now') : t('Retry Now')}
      </Button>
    </div>
  );
}

export function RerunActions({ target, post }: ActionsProps): JSX.Element {
  return (
    <LiveOnly>
      <div class="sl-actions">
        <Button look="secondary" onClick={() => post({ kind: 'rerun-from', ...target, edited: false })}>
          {t('Rerun from Here')}
        </Button>
        <Button look="secondary" onClick={() => post({ kind: 'rerun-from', ...target, edited: true })}>
          {t('Rerun from Here with Edits…')}
        </Button>
      </div>
    </LiveOnly>
  );
}
