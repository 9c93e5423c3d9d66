/**
 * Watches a handler from outside: the step tools are called through a wrapper, results are asked through their
 * prototype. Nothing is inserted between a promise and the code that waits for it, so that the order stays what the
 * SDK made it.
 */
import type { Luck, Result } from './answers.ts';
import type { Question, Questions } from './question.ts';
import type { Outcome, TraceEvent } from './trace.ts';

type Tool = (...args: unknown[]) => Promise<unknown>;

export class Recorder {
  readonly trace: TraceEvent[] = [];
  readonly #luck: Luck;
  readonly #questions: Questions;
  readonly #rounds = new WeakMap<object, Map<string, number>>();
  /** The first half of a question with two, until the second is asked. */
  #open: { key: string; question: Extract<Question, { kind: 'truth' }>; second: string } | null = null;
  #calls = 0;
  #isOver = false;

  constructor(luck: Luck, questions: Questions) {
    this.#luck = luck;
    this.#questions = questions;
  }

  #record(event: TraceEvent): void {
    if (!this.#isOver) this.trace.push(event);
  }

  /** Ordinary code: nothing, or it throws. Its luck does not change between replays. */
  check(key: string, start: Result): void {
    const threw = this.#luck.throws(start, key, this.#round(start, key));
    this.#record({ kind: 'checked', key, threw });
    if (threw) throw new Error(`${key} has bad luck`);
  }

  over(way: 'return' | 'throw'): void {
    this.#record({ kind: 'over', way });
    this.#isOver = true;
  }

  /** The tools under the same names; `perform` runs the code of a step. */
  tools(real: Record<string, Tool>, perform: (id: string, code: () => unknown) => unknown): object {
    const wrap =
      (tool: string): Tool =>
      (id, ...rest) => {
        this.#calls += 1;
        const call = this.#calls;
        const name = String(id);
        this.#record({ kind: 'started', call, tool, id: name });
        const [code] = rest;
        const given =
          typeof code === 'function'
            ? [() => perform(name, code as () => unknown)]
            : tool === 'sendEvent'
              ? [this.#event(name, code as object)]
              : rest;
        const promise = real[tool]!(id, ...given);
        const end = (outcome: Outcome): void => this.#record({ kind: 'ended', call, outcome });
        promise.then(
          (result) => {
            this.watch(tool === 'waitForEvent' ? (result as { data?: unknown } | null)?.data : result);
            end(result === null && tool === 'waitForEvent' ? 'null' : 'done');
          },
          () => end('failed'),
        );
        return promise;
      };
    return Object.fromEntries(
      ['run', 'sleep', 'waitForEvent', 'sendEvent', 'invoke'].map((tool) => [tool, wrap(tool)]),
    );
  }

  /** Bad luck shows when the event is read; what fails later is sent again, which takes time. */
  #event(id: string, event: object): object {
    const luck = this.#luck;
    return Object.defineProperty({ ...event }, 'data', {
      enumerable: true,
      get: () => {
        if (luck.happens('sendEvent', id, 0.2)) throw new Error(`${id} has bad luck`);
        return {};
      },
    });
  }

  /** From now on questions about the result are answered and recorded. */
  watch(result: unknown): void {
    if (!isResult(result)) return;
    const answers = new Proxy(Object.prototype, {
      get: (target, property) =>
        typeof property === 'string' && this.#isKey(property)
          ? this.#read(result, property)
          : Reflect.get(target, property, result),
    });
    Object.setPrototypeOf(result, answers);
  }

  #isKey(property: string): boolean {
    return this.#questions.has(property) || /^[kq]\d+$/.test(property);
  }

  #read(result: Result, key: string): unknown {
    const round = this.#round(result, key);
    const question = this.#questions.get(key);
    switch (question?.kind) {
      case 'list':
        return this.#list(key, this.#luck.length(result, key, round));
      case 'number': {
        const answer = this.#luck.number(result, key, round);
        this.#record({ kind: 'answered', key, answer: String(answer) });
        return answer;
      }
      case 'present': {
        const isThere = this.#luck.yes(result, key, round);
        this.#record({ kind: 'answered', key, answer: String(isThere) });
        return isThere ? {} : null;
      }
      default:
        return this.#truth(key, question, this.#luck.yes(result, key, round));
    }
  }

  /** How often this was asked about this result before. */
  #round(result: Result, key: string): number {
    const rounds = this.#rounds.get(result) ?? new Map<string, number>();
    this.#rounds.set(result, rounds);
    const round = rounds.get(key) ?? 0;
    rounds.set(key, round + 1);
    return round;
  }

  #truth(key: string, question: Extract<Question, { kind: 'truth' }> | undefined, value: boolean): boolean {
    if (question === undefined) {
      // The second half: what it says decides.
      if (this.#open?.second === key) this.#answer(this.#open.key, this.#open.question.negated, value);
      this.#open = null;
      return value;
    }
    const { second, negated } = question;
    const goesOn = second !== null && value === (second.operator === 'and');
    if (goesOn) this.#open = { key, question, second: second.key };
    else this.#answer(key, negated, value);
    return value;
  }

  #answer(key: string, negated: boolean, value: boolean): void {
    this.#record({ kind: 'answered', key, answer: String(value !== negated) });
  }

  /** Going through it tells, for each round, whether there is one more. */
  #list(key: string, length: number): number[] {
    this.#record({ kind: 'listed', key, length });
    const list = Array.from({ length }, (_, index) => index);
    const record = (answer: boolean): void => this.#record({ kind: 'answered', key, answer: String(answer) });
    Object.defineProperty(list, Symbol.iterator, {
      *value(this: number[]) {
        for (let index = 0; index < length; index += 1) {
          record(true);
          yield index;
        }
        record(false);
      },
    });
    return list;
  }
}

function isResult(value: unknown): value is Result {
  return typeof value === 'object' && value !== null && typeof (value as Result).seed === 'number';
}
