/** Why the run does not go on: what blocks it, what it waits for and what came near, what would end it. */
import type { ComponentChildren, JSX } from 'preact';
import { durationText, remainingText } from '../../../runtime/src/contract/duration-text.ts';
import { limitKey } from '../../../runtime/src/contract/limit-key.ts';
import type { RunWhy, WaitWhy } from '../../../runtime/src/contract/why.ts';
import { conditionText } from '../inspector/condition-text.ts';
import { NearMisses } from '../inspector/near-misses.tsx';
import { t } from '../l10n.ts';
import type { FromRunPage } from '../run-protocol.ts';
import { Button } from '../view/button.tsx';

export interface WhyProps {
  why: RunWhy;
  /** Unix milliseconds of the runtime's clock. */
  now: number;
  post(message: FromRunPage): void;
  onSelect(hashedId: string): void;
}

export function Why({ why, now, post, onSelect }: WhyProps): JSX.Element {
  const facts = factsOf(why, now, post);
  return (
    <div class="sl-why">
      {why.endReason === null ? null : <p>{why.endReason}</p>}
      {facts.length > 0 ? (
        <dl class="sl-facts">
          {facts.map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      ) : null}
      {why.waits.map((wait) => (
        <Wait key={wait.hashedId} wait={wait} now={now} onSelect={onSelect} />
      ))}
      {why.cancelOn.map(({ event, if: condition, nearMisses }) => (
        <div key={`${event} ${condition}`} class="sl-why-part">
          <h4>{t('Would be cancelled by {0}', event)}</h4>
          {condition === null ? null : <p class="sl-quiet">{conditionText(condition)}</p>}
          <NearMisses wait={{ nearMisses }} />
        </div>
      ))}
      {facts.length + why.waits.length + why.cancelOn.length === 0 && why.endReason === null ? (
        <p class="sl-quiet">{t('Nothing holds this run up.')}</p>
      ) : null}
    </div>
  );
}

type Fact = [name: string, value: ComponentChildren];

function factsOf(why: RunWhy, now: number, post: WhyProps['post']): Fact[] {
  const facts: Fact[] = [...heldFacts(why, now, post)];
  if (why.dueAt !== null) facts.push([t('Resumes'), t('in {0}', remainingText(why.dueAt - now))]);
  for (const { step, until } of why.sleeps)
    facts.push([step, t('sleeping, {0} left', remainingText(until - now))]);
  for (const { step, functionId, runId, status } of why.invokes) {
    facts.push([
      step,
      <>
        {t('waiting for {0}', functionId)}{' '}
        {runId === null ? t('(not queued yet)') : <RunRef runId={runId} note={status} post={post} />}
      </>,
    ]);
  }
  if (why.limit) {
    const time = remainingText(why.limit.until - now);
    facts.push([
      t('Time limit'),
      why.limit.by === 'start'
        ? t('cancelled in {0} unless it starts first', time)
        : t('cancelled in {0} unless it ends first', time),
    ]);
  }
  return facts;
}

function heldFacts({ held, functionId }: RunWhy, now: number, post: WhyProps['post']): Fact[] {
  switch (held?.by) {
    case 'concurrency':
      return [
        [t('Blocked'), t('by the concurrency limit of {0}', held.limit)],
        ...keyFacts(held.key, functionId),
        ...(held.holders.length === 0
          ? []
          : ([
              [
                t('Running'),
                held.holders.map((runId) => (
                  <div key={runId}>
                    <RunRef runId={runId} note={null} post={post} />
                  </div>
                )),
              ],
            ] satisfies Fact[])),
      ];
    case 'throttle':
      return [
        [t('Throttled'), t('to {0} per {1}', held.limit, durationText(held.period))],
        ...keyFacts(held.key, functionId),
        [t('Starts'), t('in {0}', remainingText(held.until - now))],
      ];
    case 'requests':
      return [[t('Blocked'), t('by the limit of {0} concurrent requests', held.limit)]];
    case 'no-app':
      return [[t('Blocked'), t('No running app serves this function. Start the app.')]];
    case 'workers':
      return [[t('Queued'), t('{0} requests keep all workers busy', held.inFlight)]];
    default:
      return [];
  }
}

function keyFacts(place: string, functionId: string): Fact[] {
  const { value, isShared } = limitKey(place, functionId);
  return [
    ...(value === null ? [] : ([[t('Key'), <code key="key">{value}</code>]] satisfies Fact[])),
    ...(isShared ? ([[t('Scope'), t('shared across functions')]] satisfies Fact[]) : []),
  ];
}

function RunRef(props: { runId: string; note: string | null; post: WhyProps['post'] }): JSX.Element {
  const { runId, note, post } = props;
  return (
    <>
      <Button look="link" name={t('Open Run {0}', runId)} onClick={() => post({ kind: 'open-run', runId })}>
        <code>{runId}</code>
      </Button>
      {note === null ? null : ` · ${note}`}
    </>
  );
}

function Wait(props: { wait: WaitWhy; now: number; onSelect: WhyProps['onSelect'] }): JSX.Element {
  const { wait, now, onSelect } = props;
  const { hashedId, step, event, isSignal, nearMisses, tooEarly, misspelled } = wait;
  const hasCandidates = nearMisses.length + tooEarly.length + misspelled.length > 0;
  return (
    <div class="sl-why-part">
      <h4>
        <Button look="link" onClick={() => onSelect(hashedId)}>
          {step}
        </Button>
      </h4>
      <dl class="sl-facts">
        <dt>{isSignal ? t('Waits for signal') : t('Waits for')}</dt>
        <dd>
          <code>{event}</code>
        </dd>
        {isSignal ? null : (
          <>
            <dt>{t('Condition')}</dt>
            <dd title={wait.if ?? undefined}>{conditionText(wait.if)}</dd>
          </>
        )}
        <dt>{t('Times out')}</dt>
        <dd>{t('in {0}', remainingText(wait.expiresAt - now))}</dd>
      </dl>
      <NearMisses wait={{ nearMisses }} />
      <ul class="sl-why-list">
        {tooEarly.map(({ eventId, before }) => (
          <li key={eventId}>
            <code>{eventId}</code>{' '}
            {t('would have matched, but arrived {0} before the wait started', durationText(before))}
          </li>
        ))}
        {misspelled.map(({ eventId, name }) => (
          <li key={eventId}>
            <code>{eventId}</code> {t('has a similar name:')} <code>{name}</code>
          </li>
        ))}
      </ul>
      {hasCandidates || isSignal ? null : (
        <p class="sl-quiet">{t('No event with this name has been received.')}</p>
      )}
    </div>
  );
}
