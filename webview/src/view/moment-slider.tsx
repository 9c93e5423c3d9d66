/** Chooses the moment of its past at which a run is shown, by entries of its journal. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { neighborMoment } from '../../../runtime/src/history/entry-facts.ts';
import { momentTimeText } from '../../../runtime/src/history/moment-time.ts';
import { t } from '../l10n.ts';
import type { ShownHistory } from '../moment-protocol.ts';
import { Button } from './button.tsx';
import { entryText } from './moment-text.ts';
import { type Speed, speeds } from './playback.ts';
import { type Playback, usePlayback } from './use-playback.ts';

export interface MomentSliderProps {
  history: ShownHistory;
  /** @param seq of an entry that is not the last; null: live. */
  onMove(seq: number | null): void;
  /** Absent where it is always there. */
  onClose?(): void;
}

export function MomentSlider({ history, onMove, onClose }: MomentSliderProps): JSX.Element {
  const { facts, problem } = history;
  const { index, moveTo } = usePosition(history, onMove);
  const playback = usePlayback(facts, index, moveTo);
  if (problem !== null || facts.length === 0) {
    return (
      <section class="sl-moment" aria-label={t('History')}>
        <p role="status">{problem ?? t('Reading the journal…')}</p>
        {onClose ? <Button look="sign" name={t('Close History')} icon="cross" onClick={onClose} /> : null}
      </section>
    );
  }
  const step = (direction: 1 | -1, unit: 'entry' | 'step'): void => {
    playback.stop();
    moveTo(neighborMoment(facts, index, direction, unit));
  };
  const last = facts.length - 1;
  return (
    <section class="sl-moment" aria-label={t('History')}>
      <div class="sl-moment-keys">
        <Button look="sign" name={t('Previous Step')} icon="previousStep" onClick={() => step(-1, 'step')} />
        <Button look="sign" name={t('Previous Entry')} icon="previous" onClick={() => step(-1, 'entry')} />
        <Button
          look="sign"
          name={playback.isPlaying ? t('Pause') : t('Play')}
          icon={playback.isPlaying ? 'pause' : 'play'}
          onClick={playback.toggle}
        />
        <Button look="sign" name={t('Next Entry')} icon="next" onClick={() => step(1, 'entry')} />
        <Button look="sign" name={t('Next Step')} icon="nextStep" onClick={() => step(1, 'step')} />
      </div>
      <input
        type="range"
        min={0}
        max={last}
        step={1}
        value={index}
        aria-label={t('Moment')}
        aria-valuetext={positionText(history, index)}
        onInput={(event) => {
          playback.stop();
          moveTo(Number(event.currentTarget.value));
        }}
      />
      <SpeedPicker playback={playback} />
      <Button
        look="tool"
        pressed={index === last}
        tip={t('Show the run as it is now')}
        onClick={() => {
          playback.stop();
          moveTo(last);
        }}
      >
        {t('Live')}
      </Button>
      {onClose ? <Button look="sign" name={t('Close History')} icon="cross" onClick={onClose} /> : null}
      <p class="sl-moment-text" title={positionText(history, index)}>
        {positionText(history, index)}
      </p>
    </section>
  );
}

function SpeedPicker({ playback }: { playback: Playback }): JSX.Element {
  return (
    <select
      aria-label={t('Playback Speed')}
      title={t('Playback speed. Waits take at most a second.')}
      value={playback.speed}
      onChange={(event) => playback.setSpeed(Number(event.currentTarget.value) as Speed)}
    >
      {speeds.map((speed) => (
        <option key={speed} value={speed}>{`${speed}×`}</option>
      ))}
    </select>
  );
}

/** `12 of 87, 10:42:07, Charge completed`. */
function positionText({ facts }: ShownHistory, index: number): string {
  const fact = facts[index];
  if (!fact) return '';
  const now = facts.at(-1)?.at ?? fact.at;
  return [t('{0} of {1}', index + 1, facts.length), momentTimeText(fact.at, now), entryText(fact)].join(', ');
}

/** Where the slider stands: where the user put it, until the extension shows that moment. */
function usePosition(
  { runId, facts, moment }: ShownHistory,
  onMove: (seq: number | null) => void,
): { index: number; moveTo: (index: number) => void } {
  const last = facts.length - 1;
  const [asked, ask] = useState<{ seq: number | null } | null>(null);
  const frame = useRef<number | null>(null);
  const shownSeq = moment?.seq ?? null;
  useEffect(() => {
    if (asked?.seq === shownSeq) ask(null);
  }, [asked, shownSeq]);
  useEffect(() => ask(null), [runId]);
  const seq = asked ? asked.seq : shownSeq;
  const index = seq === null ? last : Math.max(0, indexOf(facts, seq));
  // A drag asks for more moments than can be drawn: one per frame is enough.
  const moveTo = (to: number): void => {
    const next = to >= last ? null : (facts[to]?.seq ?? null);
    ask({ seq: next });
    if (frame.current !== null) cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      frame.current = null;
      onMove(next);
    });
  };
  return { index, moveTo };
}

/** Facts are sorted by seq. */
function indexOf(facts: ShownHistory['facts'], seq: number): number {
  let [from, to] = [0, facts.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (facts[middle]!.seq < seq) from = middle + 1;
    else to = middle;
  }
  return from;
}
