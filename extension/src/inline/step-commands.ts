/** What can be done about a step, in the order in which it is offered. Pure. */
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { L10n } from '../l10n.ts';

export interface StepCommand {
  title: string;
  command: string;
  arguments: unknown[];
}

/** The parts of a step in the text that decide what can be done. */
export interface StepThere {
  documentUri: string;
  graph: { id: string };
  node: { id: string };
  progress: RunProgress;
  /** Null during its first attempt, when the journal does not name it yet. */
  step: StepProgress | null;
  state: { steps: readonly string[] };
  /** Null: live. The past cannot be changed. */
  moment: unknown;
}

/** What ends its wait, its sleep or its delay. */
export function pendingCommands({ progress, step, moment }: StepThere, l10n: L10n): StepCommand[] {
  if (step === null || moment !== null) return [];
  const target = [progress.runId, step.step.hashedId];
  switch (step.status) {
    case 'waiting':
      if (!step.wait) return [];
      return [
        ...(step.step.op === 'WaitForSignal'
          ? []
          : [
              {
                title: l10n.t('Send Matching Event'),
                command: 'steplight.sendMatchingEvent',
                arguments: target,
              },
            ]),
        { title: l10n.t('Time Out Now'), command: 'steplight.skipWait', arguments: target },
        {
          title: l10n.t('Why Not Resumed?'),
          command: 'steplight.explainRun',
          arguments: [progress.runId],
        },
      ];
    case 'sleeping':
      return [{ title: l10n.t('Wake Up Now'), command: 'steplight.skipWait', arguments: target }];
    case 'retrying':
      return [{ title: l10n.t('Retry Now'), command: 'steplight.retryNow', arguments: target }];
    default:
      return [];
  }
}

/** Which of several steps on one node is shown. */
export function instanceCommands(there: StepThere, l10n: L10n): StepCommand[] {
  if (there.state.steps.length < 2) return [];
  return [
    { title: l10n.t('Choose Instance…'), command: 'steplight.chooseInstance', arguments: placeOf(there) },
  ];
}

/** All that a hover offers. */
export function hoverCommands(there: StepThere, l10n: L10n): StepCommand[] {
  const { progress, step, moment } = there;
  const reruns =
    step === null || progress.endedAt === null || moment !== null
      ? []
      : [
          {
            title: l10n.t('Rerun from Here'),
            command: 'steplight.rerunFrom',
            arguments: [progress.runId, step.step.hashedId],
          },
          {
            title: l10n.t('Rerun from Here with Edits…'),
            command: 'steplight.rerunEdited',
            arguments: [progress.runId, step.step.hashedId],
          },
        ];
  return [
    ...pendingCommands(there, l10n),
    ...instanceCommands(there, l10n),
    ...reruns,
    { title: l10n.t('Open Graph'), command: 'steplight.openGraph', arguments: placeOf(there) },
    { title: l10n.t('Open Run'), command: 'steplight.openRun', arguments: [progress.runId] },
  ];
}

/** Arguments of commands about a node. */
export function placeOf({ documentUri, graph, node }: StepThere): string[] {
  return [documentUri, graph.id, node.id];
}
