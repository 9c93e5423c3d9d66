/** Near misses: why events with the awaited name did not match, in words and clause by clause, with both values. */
import type { JSX } from 'preact';
import type { WaitProgress } from '../../../runtime/src/contract/progress.ts';
import type { ClauseVerdict } from '../../../runtime/src/contract/run.ts';
import { nearMissText } from '../../../runtime/src/contract/wording/near-miss-text.ts';
import { t } from '../l10n.ts';
import { jsonText } from '../values/value-text.ts';

export function NearMisses({ wait }: { wait: Pick<WaitProgress, 'nearMisses'> }): JSX.Element | null {
  if (wait.nearMisses.length === 0) return null;
  const newestFirst = [...wait.nearMisses].reverse();
  return (
    <div class="sl-misses">
      <h4>
        {wait.nearMisses.length === 1 ? t('1 near miss') : t('{0} near misses', wait.nearMisses.length)}
      </h4>
      {newestFirst.map((miss) => (
        <div class="sl-miss" key={`${miss.eventId}-${miss.at}`}>
          <strong>{nearMissText(miss.clauses, { t })}</strong>
          <div class="sl-quiet">
            {new Date(miss.at).toLocaleTimeString()} · <code>{miss.eventId}</code>
          </div>
          <ul>
            {miss.clauses.map((clause) => (
              <Clause key={clause.expression} clause={clause} />
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function Clause({ clause }: { clause: ClauseVerdict }): JSX.Element {
  const [mark, word] =
    clause.result === true ? ['✓', 'true'] : clause.result === false ? ['✗', 'false'] : ['?', 'unknown'];
  return (
    <li class={`sl-clause sl-clause-${word}`}>
      <div>
        <span class="sl-mark" aria-hidden="true">
          {mark}
        </span>{' '}
        <code>{clause.expression}</code> <span class="sl-quiet">{t('is {0}', t(word))}</span>
      </div>
      {clause.left && clause.right ? (
        <dl>
          <dt>
            <code>{clause.left.expression}</code>
          </dt>
          <dd>
            <code>{jsonText(clause.left.value)}</code>
          </dd>
          <dt>
            <code>{clause.right.expression}</code>
          </dt>
          <dd>
            <code>{jsonText(clause.right.value)}</code>
          </dd>
        </dl>
      ) : null}
      {clause.reason ? <div class="sl-quiet">{clause.reason}</div> : null}
    </li>
  );
}
