/** The attempts that failed, and errors. */
import type { JSX } from 'preact';
import type { SerializedError } from '../../../runtime/src/contract/run.ts';
import { t } from '../l10n.ts';
import { attemptText } from '../view/draw/attempt-text.ts';

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
            {attemptText(failure.attempt, props.maxAttempts)} · {new Date(failure.at).toLocaleTimeString()}
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
