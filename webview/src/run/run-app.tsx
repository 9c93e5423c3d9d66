/** The page of a run: messages into the state, the state into head, timeline and details. */
import type { JSX } from 'preact';
import { type Dispatch, useCallback, useEffect, useMemo, useReducer } from 'preact/hooks';
import type { StackFrame } from '../../../runtime/src/contract/stack-frames.ts';
import type { Channel } from '../channel.ts';
import { OpenFrame } from '../inspector/stack.tsx';
import { t } from '../l10n.ts';
import type { FromRunPage, RunPanelState, RunSection, ShownFacts, ToRunPage } from '../run-protocol.ts';
import { TimelineView } from '../timeline/timeline-view.tsx';
import { EmptyState } from '../view/empty-state.tsx';
import { MomentSlider } from '../view/moment-slider.tsx';
import { InPast, PastBanner, ReadOnly } from '../view/past.tsx';
import { useClock } from '../view/use-clock.ts';
import { useMessages } from '../view/use-messages.ts';
import { RunHeader } from './run-header.tsx';
import {
  initialRunPage,
  type RunPageAction,
  type RunPageState,
  reduceRunPage,
  shownRun,
} from './run-model.ts';
import { RunPane } from './run-pane.tsx';
import { StepPane } from './step-pane.tsx';

const noClock = { ahead: 0, pausedAt: null };
/** Milliseconds between two pictures of a run in which code runs, and of one in which nothing does. */
const livePace = 250;
const idlePace = 1_000;

type RunChannel = Channel<ToRunPage, FromRunPage, RunPanelState>;

export function RunApp({ channel }: { channel: RunChannel }): JSX.Element {
  const [state, dispatch] = useRunPage(channel);
  const { facts, timeline, selected } = state;
  const now = useNow(facts);
  const run = useMemo(() => shownRun(state), [facts, state.logs]);
  const openFrame = useCallback(
    ({ path: file, row, column }: StackFrame) =>
      channel.post({ kind: 'open-frame', file, line: row + 1, column: column + 1 }),
    [channel],
  );
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
  const pastAt = facts.moment?.at ?? null;
  const move = (seq: number | null): void => channel.post({ kind: 'set-moment', seq });
  return (
    <InPast.Provider value={pastAt !== null}>
      <ReadOnly.Provider value={facts.abilities.isReadOnly}>
        <OpenFrame.Provider value={openFrame}>
          <main class={pastAt === null ? 'sl-page' : 'sl-page sl-in-past'}>
            <RunHeader facts={facts} now={now} post={channel.post} />
            {state.history ? (
              <MomentSlider key={state.history.runId} history={state.history} onMove={move} />
            ) : null}
            <PastBanner at={pastAt} onLive={() => move(null)} />
            <div class="sl-run-body">
              <TimelineView
                timeline={timeline}
                status={facts.status}
                functionName={run.functionName}
                now={now}
                isPast={pastAt !== null}
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
            <div class="sl-unseen" role="status" aria-live="polite">
              {state.announced}
            </div>
          </main>
        </OpenFrame.Provider>
      </ReadOnly.Provider>
    </InPast.Provider>
  );
}

/** The state of the page over time; the extension is told which values it shows. */
function useRunPage(channel: RunChannel): [RunPageState, Dispatch<RunPageAction>] {
  const stored = useMemo(() => channel.load(), [channel]);
  const [state, dispatch] = useReducer(reduceRunPage, initialRunPage(stored?.selected ?? null));
  useMessages(channel, dispatch);
  const { selected } = state;
  const runId = state.facts?.progress.runId ?? null;
  useEffect(() => {
    if (runId === null) return;
    channel.save({ version: 1, runId, selected });
    channel.post({ kind: 'select', hashedId: selected });
  }, [runId, selected]);
  useEffect(() => {
    if (runId === null) return;
    for (const section of state.openSections) channel.post({ kind: 'open-section', section, isOpen: true });
  }, [runId]);
  return [state, dispatch];
}

/** Unix milliseconds: the shown moment, or the runtime's clock. */
function useNow(facts: ShownFacts | null): number {
  const pace = facts?.status === 'running' ? livePace : idlePace;
  const clock = useClock(facts?.clock ?? noClock, facts?.moment ? null : pace, facts);
  return facts?.moment?.at ?? clock;
}
