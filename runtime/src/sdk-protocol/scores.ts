/** Scores of a run or a step, as `POST /v2/runs/:id/scores` takes them (protocol 2.11, 6.2). */

import type { MetadataUpdate } from '../contract/metadata.ts';
import { isRecord } from '../contract/records.ts';
import { experimentKind, scoreKind } from './metadata.ts';

export interface Score {
  name: string;
  value: number | boolean;
  stepId?: string;
  experiment?: { id: string; variant: string };
  /** What it leaves in the metadata. */
  updates: Omit<MetadataUpdate, 'scope'>[];
}

const maxScores = 100;
const maxNameBytes = 128;
/** A string says what is wrong, in the official server's words. */
export function readScores(body: unknown): Score[] | string {
  const list = isRecord(body) ? body.scores : undefined;
  if (!Array.isArray(list) || list.length === 0) return 'At least one score is required';
  if (list.length > maxScores) return `At most ${maxScores} scores are allowed`;
  const scores: Score[] = [];
  for (const [index, each] of list.entries()) {
    const score = readScore(isRecord(each) ? each : {});
    if (typeof score === 'string') return `scores[${index}]: ${score}`;
    scores.push(score);
  }
  return scores;
}

function readScore(raw: Record<string, unknown>): Score | string {
  const { name, value } = raw;
  const stepId = raw.stepId ?? raw.step_id;
  if (typeof name !== 'string' || name.trim() === '') return 'Score name is required';
  if (value === undefined || value === null) return 'Score value is required';
  if (typeof value !== 'boolean' && !(typeof value === 'number' && Number.isFinite(value)))
    return 'Score value must be a finite number or boolean';
  if (stepId !== undefined && (typeof stepId !== 'string' || stepId.trim() === ''))
    return 'Step ID must not be empty when provided';
  if (Buffer.byteLength(name) > maxNameBytes || hasForbidden(name)) {
    return `Score name or value is invalid; names must be at most ${maxNameBytes} UTF-8 bytes, must not contain control characters or single quotes, and values must be a finite number or boolean`;
  }
  const experiment = readExperiment(raw.experiment);
  if (typeof experiment === 'string') return experiment;
  if (experiment && stepId !== undefined) return 'Experiment scores must be run-scoped';
  return {
    name,
    value,
    ...(stepId === undefined ? {} : { stepId }),
    ...(experiment ? { experiment } : {}),
    updates: [
      ...(experiment
        ? [
            {
              kind: experimentKind,
              op: 'merge' as const,
              values: { name: experiment.id, variant: experiment.variant },
            },
          ]
        : []),
      { kind: scoreKind, op: 'merge', values: { [name]: { value } } },
    ],
  };
}

/** Control characters and the single quote. */
function hasForbidden(name: string): boolean {
  return [...name].some((character) => character < ' ' || character === '\x7f' || character === "'");
}

function readExperiment(value: unknown): Score['experiment'] | string {
  if (value === undefined || value === null) return undefined;
  const { id, variant } = isRecord(value) ? value : {};
  for (const [what, text] of [
    ['Experiment ID', id],
    ['Experiment variant', variant],
  ] as const) {
    if (typeof text !== 'string' || text.trim() === '')
      return `${what} is required when experiment is provided`;
    if (Buffer.byteLength(text) > maxNameBytes) return `${what} must be at most ${maxNameBytes} UTF-8 bytes`;
  }
  return { id: id as string, variant: variant as string };
}
