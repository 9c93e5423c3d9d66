/** Records what runs print, up to a limit per step and per run. */
import type { HostLog } from '../contract/api.ts';
import type { JournalFact } from '../contract/journal.ts';

export interface OutputLimits {
  /** Characters. */
  perStep: number;
  /** Characters; what the function prints between its steps counts for the run only. */
  perRun: number;
}

const defaultLimits: OutputLimits = { perStep: 64 * 1024, perRun: 512 * 1024 };
/** Characters that each entry costs besides its text. */
const overhead = 64;
/** When older runs go on printing, their count starts again. */
const maxRunsCounted = 1_000;

interface Counted {
  run: number;
  steps: Map<string, number>;
  /** Steps whose limit was reached and recorded as such; '' for the run. */
  cut: Set<string>;
}

export interface RunOutputOptions {
  record: (facts: readonly JournalFact[]) => void;
  /** Whether there is such a run, ended or not. */
  isKnown: (runId: string) => boolean;
  limits?: OutputLimits;
}

export class RunOutput {
  readonly #options: RunOutputOptions;
  readonly #limits: OutputLimits;
  readonly #counted = new Map<string, Counted>();

  constructor(options: RunOutputOptions) {
    this.#options = options;
    this.#limits = options.limits ?? defaultLimits;
  }

  /** Output that belongs to no run is not recorded. */
  printed({ runId, step, level, text }: Omit<HostLog, 'at'>): void {
    const counted = runId === null ? null : this.#of(runId);
    if (runId === null || counted === null) return;
    const stepKey = step ? (step.hashedId ?? step.name) : null;
    const usedByStep = stepKey === null ? 0 : (counted.steps.get(stepKey) ?? 0);
    const leftOfRun = this.#limits.perRun - counted.run;
    const leftOfStep = stepKey === null ? leftOfRun : this.#limits.perStep - usedByStep;
    const left = Math.min(leftOfRun, leftOfStep);
    const cutKey = leftOfRun <= leftOfStep ? '' : (stepKey ?? '');
    if (counted.cut.has(cutKey)) return;
    const isCut = text.length > left;
    const kept = isCut ? text.slice(0, Math.max(0, left)) : text;
    counted.run += kept.length + overhead;
    if (stepKey !== null) counted.steps.set(stepKey, usedByStep + kept.length + overhead);
    if (isCut) counted.cut.add(cutKey);
    this.#options.record([
      { kind: 'output-printed', runId, by: step, level, text: kept, ...(isCut ? { cut: true } : {}) },
    ]);
  }

  /** Null when there is no such run. */
  #of(runId: string): Counted | null {
    const known = this.#counted.get(runId);
    if (known) return known;
    if (!this.#options.isKnown(runId)) return null;
    const counted: Counted = { run: 0, steps: new Map(), cut: new Set() };
    this.#counted.set(runId, counted);
    const [oldest] = this.#counted.keys();
    if (this.#counted.size > maxRunsCounted && oldest !== undefined) this.#counted.delete(oldest);
    return counted;
  }
}
