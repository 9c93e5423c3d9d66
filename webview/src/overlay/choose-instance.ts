/** Of a node with several steps, such as one in a loop, shows the one that the user chose. Pure. */
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { stateOfSteps, withStepsOf } from './node-state.ts';
import type { Overlay } from './overlay.ts';

/** Node id → hashed id of the chosen step. */
export type ChosenInstances = ReadonlyMap<string, string>;

/** @returns the same overlay when it has none of the chosen steps. */
export function chooseInstances(overlay: Overlay, progress: RunProgress, chosen: ChosenInstances): Overlay {
  let nodes = overlay.nodes;
  for (const [nodeId, hashedId] of chosen) {
    const state = nodes[nodeId];
    const number = (state?.steps.indexOf(hashedId) ?? -1) + 1;
    const step = progress.steps.find((candidate) => candidate.step.hashedId === hashedId);
    if (!state || !step || number === 0) continue;
    const own = withStepsOf(stateOfSteps(progress, [step]), state);
    nodes = { ...nodes, [nodeId]: { ...own, chosen: number } };
  }
  return nodes === overlay.nodes ? overlay : { ...overlay, nodes };
}
