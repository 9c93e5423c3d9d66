/** The page of a run: messages into the state, the state into head, timeline and details. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useReducer } from 'preact/hooks';
import type { Channel } from '../channel.ts';
import { t } from '../l10n.ts';
import type { FromRunPage, RunPanelState, RunSection, ToRunPage } from '../run-protocol.ts';
import { TimelineView } from '../timeline/timeline-view.tsx';
import { EmptyState } from '../view/empty-state.tsx';
import { useClock } from '../view/use-clock.ts';
import { useMessages } from '../view/use-messages.ts';
import { RunHeader } from './run-header.tsx';
import { initialRunPage, reduceRunPage, shownRun } from './run-model.ts';
import { RunPane } from './run-pane.tsx';
import { StepPane } from './step-pane.tsx';

const noClock = { ahead: 0, pausedAt: null };
/** Milliseconds between two pictures of a run in which code runs, and of one in which nothing does. */
const livePace = 250;
const idlePace = 1_000;

export function RunApp({
  channel,
}: {
  channel: Channel<ToRunPage, FromRunPage, RunPanelState>;
}): JSX.Element {
  const stored = useMemo(() => channel.load(), [channel]);
  const [state, dispatch] = useReducer(reduceRunPage, initialRunPage(stored?.selected ?? null));
  useMessages(channel, dispatch);
  const { facts, timeline, selected } = state;
  const runId = facts?.progress.runId ?? null;

  useEffect(() => {
    if (runId === null) return;
    channel.save({ version: 1, runId, selected });
    channel.post({ kind: 'select', hashedId: selected });
  }, [runId, selected]);
  useEffect(() => {
    if (runId === null) return;
    for (const section of state.openSections) channel.post({ kind: 'open-section', section, isOpen: true });
  }, [runId]);

  const pace = facts?.progress.status === 'running' ? livePace : idlePace;
  const clock = useClock(facts?.clock ?? noClock, facts?.moment ? null : pace, facts);
  const now = facts?.moment?.at ?? clock;
  const run = shownRun(state);
  if (!facts || !run || !timeline) {
    return (
      <main class="sl-page">
        <EmptyState
          known={state.received && facts === null}
          title={t('No run to show')}
          message={state.message ?? ''}
        />
      </main>
    );
  }
  const select = (hashedId: string | null): void => dispatch({ kind: 'select', hashedId });
  const toggle = (section: RunSection, isOpen: boolean): void => {
    dispatch({ kind: 'open-section', section, isOpen });
    channel.post({ kind: 'open-section', section, isOpen });
  };
  return (
    <main class="sl-page sl-run-page">
      <RunHeader facts={facts} now={now} post={channel.post} />
      <div class="sl-run-body">
        <TimelineView
          timeline={timeline}
          status={run.status}
          functionName={run.functionName}
          now={now}
          selected={selected}
          onSelect={select}
          onOpen={(hashedId) => channel.post({ kind: 'open-code', hashedId })}
        />
        {selected !== null && state.step ? (
          <StepPane
            run={run}
            step={state.step}
            now={now}
            hasCode={facts.abilities.hasCode}
            post={channel.post}
            onClose={() => select(null)}
          />
        ) : (
          <RunPane
            state={state}
            run={run}
            now={now}
            post={channel.post}
            onSelect={select}
            onToggle={toggle}
          />
        )}
      </div>
    </main>
  );
}
