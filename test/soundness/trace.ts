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

/** The same notation, read; a step without a tool is a `run`, and its calls are told apart by their ids. */
export function parseTrace(text: string): TraceEvent[] {
  const calls = new Map<string, number>();
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.map((line) => {
    if (line === 'return' || line === 'throw') return { kind: 'over', way: line };
    const words = line.split(' ');
    const last = words.pop() ?? '';
    if (last === 'starts') {
      const id = words.pop() ?? '';
      calls.set(id, calls.size + 1);
      return { kind: 'started', call: calls.size, tool: words[0] ?? 'run', id };
    }
    const [name = '', verb] = words;
    if (verb === 'is') return { kind: 'answered', key: name, answer: last };
    if (verb === 'has') return { kind: 'listed', key: name, length: Number(last) };
    if (last !== 'done' && last !== 'failed' && last !== 'null') throw new Error(`What is ${line}?`);
    return { kind: 'ended', call: calls.get(name) ?? 0, outcome: last };
  });
}
