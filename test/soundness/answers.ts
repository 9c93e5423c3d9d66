/**
 * The luck of one run: how each step ends, and what the questions about its result say. A result is only a number;
 * every answer is derived from it, so that a replay from memos reads the same as the first time.
 */

/** How likely a question is answered with yes, or a step fails; by the key of the question or {@link luckOf} of the step. */
export type Bias = ReadonlyMap<string, number>;

/** What a step gives back, and the `data` of an event. */
export interface Result {
  seed: number;
}

/** From here on every loop leaves, so that a run comes to its end. */
const longest = 24;

/** Name of the luck of a step: its tool and the number in its id, without what a template adds. */
export function luckOf(tool: string, id: string): string {
  return `${tool} ${/s\d+/.exec(id)?.[0] ?? id}`;
}

export class Luck {
  readonly #bias: Bias;
  #state: number;
  #made = 0;

  constructor(seed: number, bias: Bias = new Map()) {
    this.#state = mix(seed, 0x9e3779b9);
    this.#bias = bias;
  }

  /** 0 ≤ n < 1. */
  next(): number {
    this.#state = (this.#state + 1) >>> 0;
    return mix(this.#state, 0x85ebca6b) / 2 ** 32;
  }

  pick(count: number): number {
    return Math.floor(this.next() * count);
  }

  happens(tool: string, id: string, otherwise: number): boolean {
    return this.next() < (this.#bias.get(luckOf(tool, id)) ?? otherwise);
  }

  result(): Result {
    this.#made += 1;
    return { seed: this.#made > longest ? 0 : 1 + this.pick(2 ** 30) };
  }

  /** `round`: how often this question was asked about this result before. */
  yes({ seed }: Result, key: string, round: number): boolean {
    const isQuit = key.startsWith('q');
    if (seed === 0 || round > 2) return isQuit;
    return this.#roll(seed, key, round) < (this.#bias.get(key) ?? 0.5);
  }

  throws({ seed }: Result, key: string, round: number): boolean {
    return this.#roll(seed, key, round) < (this.#bias.get(key) ?? 0.1);
  }

  number({ seed }: Result, key: string, round: number): number {
    if (seed === 0) return 0;
    const wanted = this.#bias.get(key);
    const roll = this.#roll(seed, key, round);
    // A bias of 1, 2, … prefers the number before it.
    if (wanted !== undefined && roll > 0.3) return wanted - 1;
    return Math.floor(roll * 40) % 4;
  }

  /** Zero to two elements. */
  length(result: Result, key: string, round: number): number {
    if (result.seed === 0 || round > 1) return 0;
    const wanted = this.#bias.get(key);
    const roll = this.#roll(result.seed, key, round);
    if (wanted !== undefined && roll > 0.3) return wanted - 1;
    return Math.floor(roll * 30) % 3;
  }

  #roll(seed: number, key: string, round: number): number {
    let value = seed;
    for (const character of key) value = mix(value, character.charCodeAt(0));
    return mix(value, round + 1) / 2 ** 32;
  }
}

function mix(a: number, b: number): number {
  let value = Math.imul(a ^ b, 0x2c1b3c6d) >>> 0;
  value = Math.imul(value ^ (value >>> 12), 0x297a2d39) >>> 0;
  return (value ^ (value >>> 15)) >>> 0;
}
