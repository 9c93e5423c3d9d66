/** Messages to and from the extension, and what survives a reload of the page. */
import type { FromWebview, PanelState, ToWebview } from './protocol.ts';

export interface Channel {
  post(message: FromWebview): void;
  listen(receive: (message: ToWebview) => void): void;
  load(): PanelState | null;
  save(state: PanelState): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export function vsCodeChannel(): Channel {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    listen: (receive) => window.addEventListener('message', (event) => receive(event.data as ToWebview)),
    load: () => {
      const state = api.getState() as PanelState | undefined;
      return state?.version === 1 ? state : null;
    },
    save: (state) => api.setState(state),
  };
}
