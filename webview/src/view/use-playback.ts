/** The slider moves by itself while it plays. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { EntryFact } from '../../../runtime/src/history/entry-facts.ts';
import { nextFrame, type Speed } from './playback.ts';

export interface Playback {
  isPlaying: boolean;
  speed: Speed;
  setSpeed(speed: Speed): void;
  /** At the end it starts from the beginning. */
  toggle(): void;
  stop(): void;
}

/** @param index of the shown entry. */
export function usePlayback(
  facts: readonly EntryFact[],
  index: number,
  moveTo: (index: number) => void,
): Playback {
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(1);
  // Entries that arrive meanwhile do not start the pause anew.
  const latest = useRef(facts);
  latest.current = facts;
  useEffect(() => {
    if (!isPlaying) return;
    const next = nextFrame(latest.current, index, speed);
    if (next === null) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => moveTo(next.index), next.delay);
    return () => clearTimeout(timer);
  }, [isPlaying, index, speed]);
  return {
    isPlaying,
    speed,
    setSpeed,
    toggle: () => {
      if (!isPlaying && index >= facts.length - 1) moveTo(0);
      setPlaying(!isPlaying);
    },
    stop: () => setPlaying(false),
  };
}
