/**
 * A piece of control flow under construction, and how pieces join. A statement becomes a block; blocks compose;
 * nobody patches edges afterwards. A block that does nothing worth drawing is empty: control passes through it.
 */
import type { ts } from 'ts-morph';
import type { DanglingEdge, Draft } from './draft.ts';

/** Where control goes when it leaves the normal order; resolved by the construct that catches it. */
export type Jump =
  | { kind: 'break' | 'continue'; label: string | null }
  /** `result`: id of the wait node whose result is returned as it is, else null. */
  | { kind: 'return'; at: ts.Node; path: string; result: string | null }
  /** `late`: what was returned is a promise that rejects; no `catch` of the same function sees it. */
  | { kind: 'throw'; at: ts.Node; path: string; late?: boolean };

export type Entry = { kind: 'node'; id: string } | { kind: 'empty' } | { kind: 'jump'; jump: Jump };

export interface Block {
  readonly entry: Entry;
  /** Edges to whatever follows. */
  readonly exits: readonly DanglingEdge[];
  readonly jumps: readonly { edge: DanglingEdge; jump: Jump }[];
  /** True when it holds a step, or a place where steps may hide. */
  readonly hasSteps: boolean;
  /** Step nodes whose failure leaves the block. */
  readonly failing: readonly string[];
  /** Those whose failure leaves the whole function: promises that are returned without `await`. */
  readonly failingLate: readonly string[];
  /** Node of the wait whose result is the value of the expression; null when it is anything else. */
  readonly result: string | null;
  /** The join of a fan-out. */
  readonly joinId?: string;
}

export const emptyBlock: Block = {
  entry: { kind: 'empty' },
  exits: [],
  jumps: [],
  hasSteps: false,
  failing: [],
  failingLate: [],
  result: null,
};

export function jumpBlock(jump: Jump): Block {
  return { ...emptyBlock, entry: { kind: 'jump', jump } };
}

/** Whether leaving the block out of the picture would hide a step or an exit. */
export function isSubstantial(block: Block): boolean {
  return block.hasSteps || block.entry.kind === 'jump' || block.jumps.length > 0;
}

export interface Joined {
  exits: DanglingEdge[];
  jumps: { edge: DanglingEdge; jump: Jump }[];
}

/** Connects dangling edges to a block; returns the edges that dangle afterwards. */
export function connect(draft: Draft, dangling: readonly DanglingEdge[], block: Block): Joined {
  const jumps = [...block.jumps];
  if (block.entry.kind === 'empty') return { exits: [...dangling, ...block.exits], jumps };
  if (block.entry.kind === 'jump') {
    for (const edge of dangling) jumps.push({ edge, jump: block.entry.jump });
    return { exits: [...block.exits], jumps };
  }
  for (const edge of dangling) draft.addEdge(edge, block.entry.id);
  return { exits: [...block.exits], jumps };
}

/** Blocks in sequence. What follows a block without exits is unreachable and stays unconnected. */
export function sequence(draft: Draft, blocks: readonly Block[]): Block {
  let all: Block = emptyBlock;
  for (const next of blocks) {
    if (all.entry.kind === 'empty') {
      all = next;
      continue;
    }
    if (next.entry.kind === 'empty') {
      if (all.result !== next.result) all = { ...all, result: null };
      continue;
    }
    if (all.exits.length === 0) continue;
    const joined = connect(draft, all.exits, next);
    all = {
      entry: all.entry,
      exits: joined.exits,
      jumps: [...all.jumps, ...joined.jumps],
      hasSteps: all.hasSteps || next.hasSteps,
      failing: [...all.failing, ...next.failing],
      failingLate: [...all.failingLate, ...next.failingLate],
      result: next.result,
    };
  }
  return all;
}

/** What alternative blocks have in common besides their exits. */
export function gather(blocks: readonly Block[]): Pick<Block, 'hasSteps' | 'failing' | 'failingLate'> {
  return {
    hasSteps: blocks.some(({ hasSteps }) => hasSteps),
    failing: blocks.flatMap(({ failing }) => failing),
    failingLate: blocks.flatMap(({ failingLate }) => failingLate),
  };
}

/** A block that is one node. */
export function nodeBlock(id: string, facts: { hasSteps: boolean; fails: boolean; result: boolean }): Block {
  return {
    ...emptyBlock,
    entry: { kind: 'node', id },
    exits: [{ from: id, kind: 'next' }],
    hasSteps: facts.hasSteps,
    failing: facts.fails ? [id] : [],
    result: facts.result ? id : null,
  };
}

/** The node `id` with an edge to `body`. */
export function headed(draft: Draft, id: string, body: Block): Block {
  const joined = connect(draft, [{ from: id, kind: 'next' }], body);
  return { ...body, entry: { kind: 'node', id }, ...joined };
}

/** Splits jumps into those that `caught` accepts and the rest. */
export function splitJumps(
  jumps: readonly { edge: DanglingEdge; jump: Jump }[],
  caught: (jump: Jump) => boolean,
): { taken: { edge: DanglingEdge; jump: Jump }[]; left: { edge: DanglingEdge; jump: Jump }[] } {
  const taken: { edge: DanglingEdge; jump: Jump }[] = [];
  const left: { edge: DanglingEdge; jump: Jump }[] = [];
  for (const item of jumps) (caught(item.jump) ? taken : left).push(item);
  return { taken, left };
}

/** A failure that a `catch` of the same function sees. */
export function isThrow(jump: Jump): boolean {
  return jump.kind === 'throw' && jump.late !== true;
}
