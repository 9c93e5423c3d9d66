/** Messages to and from the extension, and what survives a reload of the page. */
import { messageOf } from '../../runtime/src/contract/error-text.ts';

export interface Channel<In, Out, Kept> {
  post(message: Out): void;
  listen(receive: (message: In) => void): void;
  load(): Kept | null;
  save(state: Kept): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export function vsCodeChannel<In, Out, Kept extends { version: 1 }>(): Channel<In, Out, Kept> {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    listen: (receive) => window.addEventListener('message', (event) => receive(event.data as In)),
    load: () => {
      const state = api.getState() as Kept | undefined;
      return state?.version === 1 ? state : null;
    },
    save: (state) => api.setState(state),
  };
}

/** Tells the extension what failed in the page. */
export function reportFailure(
  channel: { post(message: { kind: 'failed'; message: string }): void },
  error: unknown,
): void {
  channel.post({ kind: 'failed', message: messageOf(error) });
}
