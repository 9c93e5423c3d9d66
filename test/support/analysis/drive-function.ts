/**
 * Drives one function of an SDK app from event to end, as a server would (protocol 2.1 to 2.4), one request after
 * the other and without waiting for retries. It is no runtime: it knows just enough to prove that what serves the
 * function answers like the SDK does.
 */
export interface DrivenRun {
  /** Names of steps that ended, in order. */
  steps: string[];
  /** Messages of attempts that failed, in order. */
  failures: string[];
  output: unknown;
}

interface Op {
  id: string;
  op: string;
  name?: string;
  displayName?: string;
  data?: unknown;
  error?: { message?: string };
}

const maxRequests = 25;

/**
 * @param url the execution URL from the registration, asked for again before each request when it is a function.
 * @param answerWait gives the event that ends a wait, or null for its time-out.
 * @throws when the answer is not one of an SDK, or the function does not end.
 */
export async function driveFunction(
  url: string | (() => string),
  event: { name: string; data: Record<string, unknown> },
  answerWait: (eventName: string) => { name: string; data: Record<string, unknown> } | null = () => null,
): Promise<DrivenRun> {
  const run: DrivenRun = { steps: [], failures: [], output: undefined };
  const memos: Record<string, unknown> = {};
  const stack: string[] = [];
  const started = { id: 'event-1', user: {}, ts: 1_700_000_000_000, ...event };
  let target = 'step';

  const remember = (op: Op, memo: unknown) => {
    memos[op.id] = memo;
    stack.push(op.id);
    run.steps.push(op.displayName ?? op.name ?? op.id);
    target = 'step';
  };

  for (let request = 0; request < maxRequests; request++) {
    const address = new URL(typeof url === 'string' ? url : url());
    address.searchParams.set('stepId', target);
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-inngest-server-kind': 'dev' },
      body: JSON.stringify({
        event: started,
        events: [started],
        steps: memos,
        ctx: { run_id: 'run-1', attempt: 0, stack: { stack, current: stack.length }, env: '' },
        version: -1,
        use_api: false,
      }),
    });
    const text = await response.text();
    if (!response.headers.has('x-inngest-sdk')) {
      throw new Error(`${address} did not answer like an SDK: ${response.status} ${text.slice(0, 500)}`);
    }
    if (response.status === 200) {
      run.output = text === '' ? null : JSON.parse(text);
      return run;
    }
    if (response.status !== 206) {
      run.failures.push(messageOf(text));
      continue;
    }
    for (const op of JSON.parse(text) as Op[]) {
      if (op.op === 'StepPlanned') target = op.id;
      else if (op.op === 'StepError' || op.op === 'StepFailed') run.failures.push(op.error?.message ?? text);
      else if (op.op === 'StepRun') remember(op, { data: op.data ?? null });
      else if (op.op === 'Step') remember(op, op.data ?? null);
      else if (op.op === 'WaitForEvent') remember(op, answerWait(op.name ?? ''));
      else if (op.op === 'Sleep') remember(op, null);
      else throw new Error(`The driver does not know the op ${op.op}`);
    }
  }
  throw new Error(`The function did not end within ${maxRequests} requests: ${JSON.stringify(run)}`);
}

/** SDK 1 and 2 answer with JSON in a JSON string. */
function messageOf(body: string): string {
  try {
    const once: unknown = JSON.parse(body);
    const error: unknown = typeof once === 'string' ? JSON.parse(once) : once;
    const message = (error as { message?: unknown }).message;
    return typeof message === 'string' ? message : body.slice(0, 500);
  } catch {
    return body.slice(0, 500);
  }
}
