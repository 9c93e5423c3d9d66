/** The page's end of the channel. */
import { useEffect } from 'preact/hooks';
import type { Channel } from '../channel.ts';

/** Receives what the extension sends, and asks it to begin. */
export function useMessages<In, Out, Kept>(
  channel: Channel<In, Out | { kind: 'ready' }, Kept>,
  receive: (message: In) => void,
): void {
  useEffect(() => {
    channel.listen(receive);
    channel.post({ kind: 'ready' });
  }, [channel]);
}
