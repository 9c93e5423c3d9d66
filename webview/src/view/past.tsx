/** Whether the page shows a run in its past: what acts on the run as it is now is then left out. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';

export const InPast = createContext(false);

/** @param children buttons that act on the run as it is now. */
export function LiveOnly({ children }: { children: ComponentChildren }): ComponentChildren {
  return useContext(InPast) ? null : children;
}
