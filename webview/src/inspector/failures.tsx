/** The attempts that failed, and errors. */
import type { JSX } from 'preact';
import { messageWithCauses, repeatedFailures } from '../../../runtime/src/contract/error-text.ts';
import type { SerializedError } from '../../../runtime/src/contract/run.ts';
import { t } from '../l10n.ts';
import { attemptText } from '../view/draw/attempt-text.ts';
import { Stack } from './stack.tsx';

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
      {repeatedFailures(props.failures).map(({ first, last, count }) => (
        <div key={first.attempt} class="sl-failure">
          <div class="sl-quiet">
            {[
              ...(count > 1 ? [t('{0} times alike', count)] : []),
              attemptText(last.attempt, props.maxAttempts),
              new Date(last.at).toLocaleTimeString(),
            ].join(' · ')}
          </div>
          <ErrorBlock error={last.error} />
        </div>
      ))}
    </div>
  );
}

export function ErrorBlock({ error }: { error: SerializedError }): JSX.Element {
  return (
    <div class="sl-error">
      <div>
        <b>{error.name}</b>: {messageWithCauses(error)}
      </div>
      {error.stack ? <Stack stack={error.stack} /> : null}
    </div>
  );
}
