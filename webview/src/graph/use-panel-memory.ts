/** What the panel remembers across reloads: which function, and where the user looked. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Channel } from '../channel.ts';
import type { FromWebview, PanelState, ToWebview } from '../protocol.ts';
import type { Camera } from '../view/camera.ts';
import type { GraphState } from './graph-model.ts';

const saveDelayMs = 300;

export interface PanelMemory {
  /** From before the page was reloaded, whatever function it was for. */
  stored: PanelState | null;
  rememberCamera(camera: Camera): void;
}

export function usePanelMemory(
  channel: Channel<ToWebview, FromWebview, PanelState>,
  state: GraphState,
): PanelMemory {
  const stored = useMemo(() => channel.load(), [channel]);
  const camera = useRef<Camera | null>(stored?.camera ?? null);
  const saveSoon = useSettled(() => {
    channel.save({
      version: 1,
      uri: state.uri,
      functionId: state.graph?.id ?? null,
      runId: state.progress?.runId ?? null,
      camera: camera.current,
      pinned: state.pinned,
    });
  }, saveDelayMs);
  useEffect(() => {
    if (state.received) saveSoon();
  }, [state.uri, state.graph?.id, state.progress?.runId, state.pinned]);
  return {
    stored,
    rememberCamera(moved) {
      camera.current = moved;
      saveSoon();
    },
  };
}

/** Calls the newest `action` once things have been quiet for a while. */
function useSettled(action: () => void, milliseconds: number): () => void {
  const latest = useRef(action);
  latest.current = action;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  return () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(), milliseconds);
  };
}
