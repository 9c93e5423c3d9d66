/** What the code did in one request, in the order in which it did it. */

export type TraceEvent =
  /** A step tool was called; `call` numbers the calls of the request. */
  | { kind: 'started'; call: number; tool: string; id: string }
  /** The promise of the call settled; `null`: a wait that timed out. */
  | { kind: 'ended'; call: number; outcome: Outcome }
  /** A question was answered: `true`, `false`, or the number that a `switch` looked at. */
  | { kind: 'answered'; key: string; answer: string }
  /** A list was read, to go through it or to map it. */
  | { kind: 'listed'; key: string; length: number }
  /** Ordinary code at the beginning of a `try` was passed, or it threw. */
  | { kind: 'checked'; key: string; threw: boolean }
  /** The handler is over. */
  | { kind: 'over'; way: 'return' | 'throw' };

export type Outcome = 'done' | 'failed' | 'null';

export function printTrace(trace: readonly TraceEvent[]): string {
  const ids = new Map<number, string>();
  for (const event of trace) if (event.kind === 'started') ids.set(event.call, event.id);
  return trace.map((event) => printEvent(event, ids)).join('\n');
}

function printEvent(event: TraceEvent, ids: ReadonlyMap<number, string>): string {
  switch (event.kind) {
    case 'started':
      return `${event.tool} ${event.id} starts (${event.call})`;
    case 'ended':
      return `${ids.get(event.call)} ${event.outcome} (${event.call})`;
    case 'answered':
      return `${event.key} is ${event.answer}`;
    case 'listed':
      return `${event.key} has ${event.length}`;
    case 'checked':
      return `${event.key} ${event.threw ? 'throws' : 'is fine'}`;
    case 'over':
      return event.way;
  }
}
