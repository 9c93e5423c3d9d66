/** One step of the run: state, attempts, wait, output, and what can be done about it. */
import type { JSX } from 'preact';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { SerializedError } from '../../../runtime/src/contract/run.ts';
import { t } from '../l10n.ts';
import type { NodeStatus } from '../overlay/overlay.ts';
import type { FromWebview } from '../protocol.ts';
import { statusLooks } from '../view/draw/appearance.ts';
import { StrokeIcon } from '../view/draw/draw-box.tsx';
import { themePaint } from '../view/draw/paint.ts';
import { leftText, spanText } from '../view/time-text.ts';
import { Attached } from './attached.tsx';
import { conditionInWords } from './condition-words.ts';
import { JsonBlock } from './json-block.tsx';
import { NearMisses } from './near-misses.tsx';
import { Printed, printedBy } from './printed.tsx';

export interface StepDetailsProps {
  run: RunProgress;
  step: StepProgress;
  now: number;
  post(message: FromWebview): void;
}

export function StepDetails({ run, step, now, post }: StepDetailsProps): JSX.Element {
  const status: NodeStatus = step.status === 'planned' ? 'maybe-running' : step.status;
  const target = { runId: run.runId, hashedId: step.step.hashedId };
  return (
    <div class="sl-step">
      <StatusLine status={status} text={stateText(step, run, now)} />
      {step.wait && step.status === 'waiting' ? (
        <div class="sl-actions">
          {step.step.op === 'WaitForEvent' ? (
            <button
              type="button"
              class="sl-button"
              onClick={() => post({ kind: 'send-matching-event', ...target })}
            >
              {t('Send matching event')}
            </button>
          ) : null}
          <button
            type="button"
            class="sl-button sl-secondary"
            onClick={() => post({ kind: 'skip', ...target })}
          >
            {t('Time out now')}
          </button>
          <button
            type="button"
            class="sl-button sl-secondary"
            onClick={() => post({ kind: 'explain-run', runId: run.runId })}
          >
            {t('Why not resumed?')}
          </button>
        </div>
      ) : null}
      {step.status === 'sleeping' || step.status === 'retrying' ? (
        <div class="sl-actions">
          <button
            type="button"
            class="sl-button sl-secondary"
            onClick={() => post({ kind: 'skip', ...target })}
          >
            {step.status === 'sleeping' ? t('Wake now') : t('Retry now')}
          </button>
        </div>
      ) : null}
      {step.wait ? (
        <dl class="sl-facts">
          <dt>{t('Waits for')}</dt>
          <dd>
            <code>{step.wait.event}</code>
          </dd>
          {step.step.op === 'WaitForSignal' ? null : (
            <>
              <dt>{t('Where')}</dt>
              <dd title={step.wait.if ?? undefined}>{conditionInWords(step.wait.if)}</dd>
            </>
          )}
          <dt>{t('Until')}</dt>
          <dd>{new Date(step.wait.expiresAt).toLocaleString()}</dd>
        </dl>
      ) : null}
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
      <Failures failures={step.failures} maxAttempts={run.maxAttempts} />
      {step.error && step.failures.at(-1)?.error.message !== step.error.message ? (
        <ErrorBlock error={step.error} />
      ) : null}
      {step.wait?.matched ? <JsonBlock title={t('Event received')} value={step.wait.matched} /> : null}
      {step.input ? <JsonBlock title={t('Input')} value={step.input} /> : null}
      {step.status === 'completed' && step.output !== undefined && !step.wait ? (
        <JsonBlock title={t('Output')} value={step.output} />
      ) : null}
      {run.endedAt === null ? null : <RerunActions {...{ target, post }} />}
      <Printed logs={printedBy(step, run.logs ?? [])} naming={false} />
    </div>
  );
}

function RerunActions({ target, post }: RerunActionsProps): JSX.Element {
  return (
    <div class="sl-actions">
      <button
        type="button"
        class="sl-button sl-secondary"
        onClick={() => post({ kind: 'rerun-from', ...target, edited: false })}
      >
        {t('Rerun from here')}
      </button>
      <button
        type="button"
        class="sl-button sl-secondary"
        onClick={() => post({ kind: 'rerun-from', ...target, edited: true })}
      >
        {t('Edit and rerun…')}
      </button>
    </div>
  );
}

interface RerunActionsProps {
  target: { runId: string; hashedId: string };
  post(message: FromWebview): void;
}

export function StatusLine({ status, text }: { status: NodeStatus; text: string }): JSX.Element {
  const look = statusLooks[status];
  return (
    <p class="sl-status">
      <svg width="16" height="16" aria-hidden="true">
        <StrokeIcon
          x={0}
          y={0}
          scale={1}
          icon={look.icon}
          color={themePaint[look.color]}
          spinning={look.animated}
        />
      </svg>
      <b>{t(look.word)}</b>
      {text ? <span class="sl-quiet">{text}</span> : null}
    </p>
  );
}

function stateText(step: StepProgress, run: RunProgress, now: number): string {
  const attempt = step.attempt > 0 ? t('attempt {0}/{1}', step.attempt + 1, run.maxAttempts) : '';
  const span =
    step.startedAt !== null && step.endedAt !== null ? spanText(step.endedAt - step.startedAt) : '';
  switch (step.status) {
    case 'retrying':
      return step.retryAt === null || step.retryAt <= now
        ? ''
        : t('in {0} · attempt {1}/{2}', leftText(step.retryAt - now), step.attempt + 2, run.maxAttempts);
    case 'waiting':
      return step.wait ? t('{0} left', leftText(step.wait.expiresAt - now)) : '';
    case 'sleeping':
      return step.sleep ? t('{0} left', leftText(step.sleep.until - now)) : '';
    case 'timed-out':
      return step.wait?.skipped ? t('by hand') : span;
    case 'planned':
      return t('planned');
    default:
      if (step.takenOver) return step.takenOver.edited ? t('taken over, edited') : t('taken over');
      return [span, attempt].filter((part) => part !== '').join(' · ');
  }
}

export function Failures(props: {
  failures: { attempt: number; at: number; error: SerializedError }[];
  maxAttempts: number;
}): JSX.Element | null {
  if (props.failures.length === 0) return null;
  return (
    <div class="sl-failures">
      <h4>
        {props.failures.length === 1
          ? t('1 failed attempt')
          : t('{0} failed attempts', props.failures.length)}
      </h4>
      {props.failures.map((failure) => (
        <div key={failure.attempt} class="sl-failure">
          <div class="sl-quiet">
            {t('Attempt {0}/{1}', failure.attempt + 1, props.maxAttempts)} ·{' '}
            {new Date(failure.at).toLocaleTimeString()}
          </div>
          <ErrorBlock error={failure.error} />
        </div>
      ))}
    </div>
  );
}

export function ErrorBlock({ error }: { error: SerializedError }): JSX.Element {
  return (
    <div class="sl-error">
      <div>
        <b>{error.name}</b>: {error.message}
      </div>
      {error.stack ? (
        <details>
          <summary>{t('Stack')}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard. */}
          <pre tabIndex={0}>{error.stack}</pre>
        </details>
      ) : null}
    </div>
  );
}
