/**
 * CONTRACT: the steps and open requests of a run while it is folded, so that an entry costs the same with one step and
 * with 10,000. Pure; no Node imports.
 */
import type { RunProgress, StepProgress, StepStatus } from './progress.ts';
import type { StepIdentity } from './run.ts';
import { SharedList } from './shared-list.ts';

type Request = RunProgress['requests'][number];
type StepChange = (step: StepProgress) => Partial<StepProgress>;

export class StepTable {
  readonly #steps: SharedList<StepProgress>;
  readonly #requests: Map<string, Request>;
  /** Null: to be made again. */
  #requestList: Request[] | null;
  /** Null until a step is looked for: most of the runs that are read have ended. */
  #index: StepIndex | null = null;

  constructor(steps: StepProgress[], requests: Request[]) {
    this.#steps = new SharedList(steps);
    this.#requests = new Map(requests.map((request) => [request.requestId, request]));
    this.#requestList = requests;
  }

  /** In the order in which they were reported; a value that never changes. */
  get steps(): StepProgress[] {
    return this.#steps.share();
  }

  /** A value that never changes. */
  get requests(): Request[] {
    this.#requestList ??= [...this.#requests.values()];
    return this.#requestList;
  }

  get hasRequests(): boolean {
    return this.#requests.size > 0;
  }

  count(status: StepStatus): number {
    return this.#indexed().counts.get(status) ?? 0;
  }

  get(hashedId: string): StepProgress | undefined {
    const position = this.#indexed().positions.get(hashedId);
    return position === undefined ? undefined : this.#steps.items[position];
  }

  /** Nothing happens to a step that was not reported. */
  change(hashedId: string, change: StepChange): void {
    const position = this.#indexed().positions.get(hashedId);
    if (position !== undefined) this.#changeAt(position, change);
  }

  /** @param create makes the step when it is new. */
  report(identity: StepIdentity, create: () => StepProgress, change: StepChange): void {
    const index = this.#indexed();
    const position = index.positions.get(identity.hashedId);
    if (position !== undefined) {
      this.#changeAt(position, (step) => ({ step: identity, ...change(step) }));
      return;
    }
    const step = create();
    const changed = { ...step, ...change(step) };
    index.positions.set(identity.hashedId, this.#steps.items.length);
    index.add(changed, this.#steps.items.length, this.#isTarget(changed));
    this.#steps.push(changed);
  }

  /** @returns true when the function itself is called, false when one of its steps is. */
  startRequest({ requestId, target, attempt, at }: Omit<Request, 'since'> & { at: number }): boolean {
    const index = this.#indexed();
    this.#forgetRequest(requestId);
    this.#requests.set(requestId, { requestId, target, since: at, attempt });
    this.#requestList = null;
    const running = { status: 'running' as const, attempt, startedAt: at, retryAt: null };
    if (target !== null) {
      index.retarget(target, 1);
      this.change(target, () => running);
      return false;
    }
    // A step that failed inside a discovery request is tried again by the discovery request that follows its delay.
    for (const position of index.takeDue(this.#steps.items, at)) this.#changeAt(position, () => running);
    return true;
  }

  /** A step whose request ended without saying how the step went is to be run again. */
  endRequest(requestId: string): void {
    const request = this.#forgetRequest(requestId);
    if (!request) return;
    if (request.target !== null) {
      const step = this.get(request.target);
      if (step?.status === 'running' && !this.#isTarget(step)) this.#planAgain(request.target);
      return;
    }
    for (const position of [...this.#indexed().runningInline]) {
      const step = this.#steps.items[position];
      if (step) this.#planAgain(step.step.hashedId);
    }
  }

  /** The run has ended, and with it all that had not. */
  end(at: number): void {
    this.#steps.items.forEach((step, position) => {
      if (unfinished.has(step.status))
        this.#steps.set(position, { ...step, status: 'cancelled', endedAt: at, retryAt: null });
    });
    this.#requests.clear();
    this.#requestList = null;
    this.#index = null;
  }

  #forgetRequest(requestId: string): Request | undefined {
    const request = this.#requests.get(requestId);
    if (!request) return undefined;
    const index = this.#indexed();
    this.#requests.delete(requestId);
    this.#requestList = null;
    if (request.target === null) return request;
    index.retarget(request.target, -1);
    this.change(request.target, (step) => step);
    return request;
  }

  #planAgain(hashedId: string): void {
    this.change(hashedId, () => ({ status: 'planned' }));
  }

  #changeAt(position: number, change: StepChange): void {
    const before = this.#steps.items[position];
    if (!before) return;
    const after = { ...before, ...change(before) };
    this.#steps.set(position, after);
    const index = this.#indexed();
    index.remove(before, position);
    index.add(after, position, this.#isTarget(after));
  }

  #isTarget({ step }: StepProgress): boolean {
    return (this.#indexed().targets.get(step.hashedId) ?? 0) > 0;
  }

  #indexed(): StepIndex {
    this.#index ??= new StepIndex(this.#steps.items, this.#requests.values());
    return this.#index;
  }
}

const unfinished: ReadonlySet<StepStatus> = new Set([
  'planned',
  'running',
  'retrying',
  'waiting',
  'sleeping',
]);

/** Where steps are, and which of them an entry about another may change. */
class StepIndex {
  readonly positions = new Map<string, number>();
  readonly counts = new Map<StepStatus, number>();
  /** How many open requests call a step, by hashed id. */
  readonly targets = new Map<string, number>();
  /** Positions of running steps that no open request was made for: a call of the function runs them. */
  readonly runningInline = new Set<number>();
  readonly #retrying = new Set<number>();
  /** No step is retried earlier. */
  #earliestRetry = Number.POSITIVE_INFINITY;

  constructor(steps: readonly StepProgress[], requests: Iterable<Request>) {
    for (const { target } of requests) if (target !== null) this.retarget(target, 1);
    steps.forEach((step, position) => {
      this.positions.set(step.step.hashedId, position);
      this.add(step, position, this.targets.has(step.step.hashedId));
    });
  }

  add({ status, retryAt }: StepProgress, position: number, isTarget: boolean): void {
    this.counts.set(status, (this.counts.get(status) ?? 0) + 1);
    if (status === 'running' && !isTarget) this.runningInline.add(position);
    if (status === 'retrying') {
      this.#retrying.add(position);
      this.#earliestRetry = Math.min(this.#earliestRetry, retryAt ?? Number.POSITIVE_INFINITY);
    }
  }

  remove({ status }: StepProgress, position: number): void {
    this.counts.set(status, (this.counts.get(status) ?? 0) - 1);
    this.runningInline.delete(position);
    this.#retrying.delete(position);
  }

  retarget(hashedId: string, by: 1 | -1): void {
    const count = (this.targets.get(hashedId) ?? 0) + by;
    if (count > 0) this.targets.set(hashedId, count);
    else this.targets.delete(hashedId);
  }

  /** Positions of the steps whose retry is due. */
  takeDue(steps: readonly StepProgress[], at: number): number[] {
    if (this.#earliestRetry > at) return [];
    this.#earliestRetry = Number.POSITIVE_INFINITY;
    const due: number[] = [];
    for (const position of this.#retrying) {
      const retryAt = steps[position]?.retryAt ?? Number.POSITIVE_INFINITY;
      if (retryAt <= at) due.push(position);
      else this.#earliestRetry = Math.min(this.#earliestRetry, retryAt);
    }
    return due;
  }
}
