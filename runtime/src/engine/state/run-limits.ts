/** How many steps and bytes a run may have, by function: the defaults, unless somebody has set others. In memory only. */
import { maxStateBytes, maxSteps } from '../../sdk-protocol/limits.ts';

const defaults = { steps: maxSteps, stateBytes: maxStateBytes };

export type RunLimit = keyof typeof defaults;

export class RunLimits {
  readonly #set: Record<RunLimit, Map<string, number>> = { steps: new Map(), stateBytes: new Map() };

  of(functionId: string, limit: RunLimit): number {
    return this.#set[limit].get(functionId) ?? defaults[limit];
  }

  set(functionId: string, limit: RunLimit, value: number): void {
    this.#set[limit].set(functionId, value);
  }

  /** @returns false when none was set. */
  reset(functionId: string, limit: RunLimit): boolean {
    return this.#set[limit].delete(functionId);
  }
}
