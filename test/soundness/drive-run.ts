/**
 * The main loop of a server, in memory (protocol 2.6 and 2.7): asks the app what comes next, runs the steps that it
 * plans in any order, answers waits, sleeps and invocations at once. No step is tried twice.
 */
import type { Luck } from './answers.ts';
import type { LoadedProgram } from './load-program.ts';
import type { TraceEvent } from './trace.ts';

export interface DrivenRun {
  /** What the code did, in each request that asked for what comes next; the last one tells it all. */
  traces: (readonly TraceEvent[])[];
  /** How the app said that the run ended; null: it went on for too long. */
  end: 'return' | 'throw' | null;
  /** Steps that the app reported, with the number of their repetition. */
  reported: { id: string; index: number }[];
}

interface Op {
  id: string;
  op: string;
  displayName?: string;
  userland?: { id: string; index?: number };
  opts?: { parallelMode?: string };
  data?: unknown;
  error?: unknown;
}

const mostRequests = 120;

/** Milliseconds for one request; nothing in a program takes time. */
const longestAnswer = 20_000;

export function driveRun(program: LoadedProgram, luck: Luck): Promise<DrivenRun> {
  return new Driver(program, luck).run();
}

class Driver {
  readonly #program: LoadedProgram;
  readonly #luck: Luck;
  readonly #driven: DrivenRun = { traces: [], end: null, reported: [] };
  readonly #seed: number;
  readonly #memos: Record<string, unknown> = {};
  readonly #stack: string[] = [];
  /** Reported and not ended, by hashed id. */
  readonly #pending = new Map<string, Op>();
  #version = -1;
  #planOnly = false;

  constructor(program: LoadedProgram, luck: Luck) {
    this.#program = program;
    this.#luck = luck;
    this.#seed = luck.result().seed;
  }

  async run(): Promise<DrivenRun> {
    for (let requests = 0; requests < mostRequests; requests += 1) {
      const ops = await this.#ask('step');
      if (ops === null) break;
      if (ops.length > 1) this.#planOnly = true;
      for (const op of ops) this.#accept(op);
      if (ops.length === 0 && this.#pending.size === 0) {
        throw new Error('The app has nothing to do and does not end.');
      }
      await this.#finishSome();
      if (this.#driven.end !== null) break;
    }
    return this.#driven;
  }

  /** Ops that the app answers with; null: the run is over. */
  async #ask(target: string): Promise<Op[] | null> {
    const { response, recorder } = await inTime(this.#program.request(this.#request(target), this.#luck));
    if (response.status === 206) {
      if (target === 'step') this.#driven.traces.push(recorder.trace);
      this.#version = Number(response.headers.get('x-inngest-req-version') ?? 0);
      return (await response.json()) as Op[];
    }
    this.#driven.traces.push(recorder.trace);
    this.#driven.end = response.status === 200 ? 'return' : 'throw';
    if (response.status !== 200) await refuseStrange(response);
    return null;
  }

  /** Takes an op to be pending, or its result when the step ran inside the request. */
  #accept(op: Op): void {
    if (op.id in this.#memos || this.#pending.has(op.id)) return;
    this.#driven.reported.push({ id: nameOf(op), index: op.userland?.index ?? 0 });
    if (isResult(op)) this.#remember(op.id, memoOf(op));
    else this.#pending.set(op.id, op);
  }

  #remember(id: string, memo: unknown): void {
    this.#memos[id] = memo;
    this.#stack.push(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0 && this.#version >= 2) this.#planOnly = false;
  }

  /** Ends one pending step, or all of them where the app expects to be asked only then. */
  async #finishSome(): Promise<void> {
    while (this.#pending.size > 0) {
      const open = [...this.#pending.values()];
      const op = open[this.#luck.pick(open.length)]!;
      const memo = await this.#outcomeOf(op);
      if (memo === undefined) return;
      this.#remember(op.id, memo);
      if (op.opts?.parallelMode === 'race' || this.#version < 2) return;
    }
  }

  /** Undefined: the run is over, without this step. */
  async #outcomeOf(op: Op): Promise<unknown> {
    const name = nameOf(op);
    switch (op.op) {
      case 'Sleep':
        return null;
      case 'WaitForEvent':
        if (this.#luck.happens('waitForEvent', name, 0.4)) return null;
        return { id: 'awaited', name: 'awaited', data: this.#luck.result(), ts: 0 };
      case 'InvokeFunction':
        return this.#luck.happens('invoke', name, 0.2)
          ? { error: { name: 'Error', message: `${name} has bad luck` } }
          : { data: this.#luck.result() };
      case 'StepPlanned': {
        const answer = await this.#ask(op.id);
        if (answer === null) return undefined;
        const [result] = answer;
        if (!result || result.id !== op.id || !isResult(result)) {
          throw new Error(`Asked to run ${name}, the app answered ${JSON.stringify(result)}`);
        }
        return memoOf(result);
      }
      default:
        throw new Error(`The driver does not know the op ${op.op}.`);
    }
  }

  #request(target: string): Request {
    const event = { id: 'start', name: 'start', data: { seed: this.#seed }, user: {}, ts: 0 };
    return new Request(`http://localhost:2/api/inngest?fnId=app-fn&stepId=${target}`, {
      method: 'POST',
      headers: {
        host: 'localhost:2',
        'content-type': 'application/json',
        'x-inngest-server-kind': 'dev',
      },
      body: JSON.stringify({
        event,
        events: [event],
        steps: this.#memos,
        ctx: {
          run_id: 'run',
          env: '',
          attempt: 0,
          max_attempts: 1,
          stack: { stack: this.#stack, current: this.#stack.length },
          disable_immediate_execution: this.#planOnly,
          use_api: false,
        },
        version: this.#version,
        use_api: false,
      }),
    });
  }
}

function nameOf(op: Op): string {
  return op.userland?.id ?? op.displayName ?? op.id;
}

function isResult({ op }: Op): boolean {
  return op === 'StepRun' || op === 'StepError' || op === 'StepFailed';
}

function memoOf(op: Op): unknown {
  return op.op === 'StepRun' ? { data: op.data ?? null } : { error: op.error };
}

/** A function that throws is an answer; an SDK that cannot go on is a mistake of the driver or of the program. */
async function refuseStrange(response: Response): Promise<void> {
  const text = await response.text();
  if (text.includes('"type":"internal"') || text.includes('requestedStep')) {
    throw new Error(`The app answered ${response.status}: ${text.slice(0, 800)}`);
  }
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The app does not answer.')), longestAnswer);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
