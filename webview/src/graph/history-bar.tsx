/** The slider above the graph, while it is open. */
import type { JSX } from 'preact';
import type { ShownHistory } from '../moment-protocol.ts';
import type { FromWebview } from '../protocol.ts';
import { MomentSlider } from '../view/moment-slider.tsx';

interface HistoryBarProps {
  /** Null: closed. */
  history: ShownHistory | null;
  post(message: FromWebview): void;
}

export function HistoryBar({ history, post }: HistoryBarProps): JSX.Element | null {
  if (history === null) return null;
  return (
    <MomentSlider
      key={history.runId}
      history={history}
      onMove={(seq) => post({ kind: 'set-moment', seq })}
      onClose={() => post({ kind: 'close-history' })}
    />
  );
}
