/** One step of the run: state, attempts, wait, output, and what can be done about it. */
import type { JSX } from 'preact';
import { durationText, remainingText } from '../../../runtime/src/contract/duration-text.ts';
import { printedBy } from '../../../runtime/src/contract/printed-by.ts';
import type { RunProgress, StepProgress, WaitProgress } from '../../../runtime/src/contract/progress.ts';
import { t } from '../l10n.ts';
import type { NodeStatus } from '../overlay/overlay.ts';
import type { StepMessage } from '../protocol.ts';
import { ValueBlock } from '../values/value-block.tsx';
import { attemptText } from '../view/draw/attempt-text.ts';
import { Attached } from './attached.tsx';
import { conditionText } from './condition-text.ts';
import { ErrorBlock, Failures } from './failures.tsx';
import { NearMisses } from './near-misses.tsx';
import { Printed } from './printed.tsx';
import { StatusLine } from './status-line.tsx';
import { RerunActions, StepActions } from './step-actions.tsx';

export interface StepDetailsProps {
  run: RunProgress;
  step: StepProgress;
  now: number;
  post(message: StepMessage): void;
}

export function StepDetails({ run, step, now, post }: StepDetailsProps): JSX.Element {
  const status: NodeStatus = step.status === 'planned' ? 'maybe-running' : step.status;
  const isDone = step.status === 'completed';
  const failures = <Failures failures={step.failures} maxAttempts={run.maxAttempts} />;
  const target = { runId: run.runId, hashedId: step.step.hashedId };
  return (
    <div class="sl-step">
      <StatusLine status={status} text={stateText(step, run, now)} />
      <StepActions step={step} target={target} post={post} />
      {step.wait ? <WaitFacts wait={step.wait} isSignal={step.step.op === 'WaitForSignal'} /> : null}
      {step.fetch ? (
        <dl class="sl-facts">
          <dt>{t('Request')}</dt>
          <dd>
            <code>{`${step.fetch.method} ${step.fetch.url}`}</code>
          </dd>
        </dl>
      ) : null}
      <Attached metadata={step.metadata} />
      {step.wait ? <NearMisses wait={step.wait} /> : null}
      {isDone ? null : failures}
      {step.error && step.failures.at(-1)?.error.message !== step.error.message ? (
        <ErrorBlock error={step.error} />
      ) : null}
      {step.wait?.matched ? (
        <ValueBlock title={t('Event received')} value={step.wait.matched} code="event" />
      ) : null}
      {step.input ? <ValueBlock title={t('Input')} value={step.input} code="input" /> : null}
      {isDone && step.output !== undefined && !step.wait ? (
        <ValueBlock title={t('Output')} value={step.output} code="output" />
      ) : null}
      {isDone ? failures : null}
      {run.endedAt === null ? null : <RerunActions target={target} post={post} />}
      <Printed logs={printedBy(step, run.logs ?? [])} naming={false} />
    </div>
  );
}

function WaitFacts({ wait, isSignal }: { wait: WaitProgress; isSignal: boolean }): JSX.Element {
  return (
    <dl class="sl-facts">
      <dt>{t('Waits for')}</dt>
      <dd>
        <code>{wait.event}</code>
      </dd>
      {isSignal ? null : (
        <>
          <dt>{t('Condition')}</dt>
          <dd title={wait.if ?? undefined}>{conditionText(wait.if)}</dd>
        </>
      )}
      <dt>{t('Until')}</dt>
      <dd>{new Date(wait.expiresAt).toLocaleString()}</dd>
    </dl>
  );
}

function stateText(step: StepProgress, run: RunProgress, now: number): string {
  const span =
    step.startedAt !== null && step.endedAt !== null ? durationText(step.endedAt - step.startedAt) : '';
  switch (step.status) {
    case 'retrying':
      return step.retryAt === null || step.retryAt <= now
        ? ''
        : [
            t('in {0}', remainingText(step.retryAt - now)),
            attemptText(step.attempt + 1, run.maxAttempts),
          ].join(' · ');
    case 'waiting':
      return step.wait ? t('{0} left', remainingText(step.wait.expiresAt - now)) : '';
    case 'sleeping':
      return step.sleep ? t('{0} left', remainingText(step.sleep.until - now)) : '';
    case 'timed-out':
      return step.wait?.skipped ? t('skipped') : span;
    case 'planned':
      return t('planned');
    default: {
      if (step.takenOver)
        return step.takenOver.edited ? t('edited result') : t('reused from the original run');
      const attempt = step.attempt > 0 ? attemptText(step.attempt, run.maxAttempts) : '';
      return [span, attempt].filter((part) => part !== '').join(' · ');
    }
  }
}
