/** The IDs of which reported steps are the hash: found again from what the code and the journal say. */
import type { StepIdentity } from '../../../runtime/src/contract/run.ts';
import { hashOfId, hashOfIdentity, type LegacyIdentity } from './step-hash.ts';

/** A step of SDK 1 or 2 was found after one of so many earlier ones, should the journal not say which. */
const parentsTried = 100;

/** Of the steps of one run. Steps are asked for in the order in which they were reported. */
export class StepIdentities {
  readonly #steps: readonly StepIdentity[];
  readonly #ids: ReadonlySet<string>;
  /** IDs of the code and names of steps by hash, for so many uses of each. */
  readonly #byHash = new Map<string, string>();
  readonly #uses = new Map<string, number>();
  /** How many steps have a name. */
  readonly #named = new Map<string, number>();
  /** How many of the steps so far have an op and a name. */
  readonly #alike = new Map<string, number>();
  readonly #earlier: string[] = [];

  /** @param ids that stand in the code. */
  constructor(steps: readonly StepIdentity[], ids: Iterable<string>) {
    this.#steps = steps;
    this.#ids = new Set(ids);
    for (const { name } of steps) this.#named.set(name, (this.#named.get(name) ?? 0) + 1);
  }

  /** True for an ID that stands in the code. */
  isWritten(id: string): boolean {
    return this.#ids.has(id);
  }

  /** The step comes before those that are asked for next. */
  pass(step: StepIdentity): void {
    const key = likenessOf(step);
    this.#alike.set(key, (this.#alike.get(key) ?? 0) + 1);
    this.#earlier.push(step.hashedId);
  }

  /** SDK 3 and 4: the ID of which `hashedId` is the hash; null: there is none, or it does not hash to it. */
  modern(step: StepIdentity): string | null {
    const { userland, hashedId, name } = step;
    if (userland) return hashOfId(userland.id, userland.index ?? 0) === hashedId ? userland.id : null;
    const known = this.#byHash.get(hashedId);
    if (known !== undefined) return known;
    const [, base = '', use = ''] = /^(.*):(\d+)$/s.exec(name) ?? [];
    if (this.#ids.has(base) && hashOfId(base, Number(use)) === hashedId) return base;
    this.#addUses([name], this.#named.get(name) ?? 1, hashedId);
    if (!this.#byHash.has(hashedId) && this.#legacyAfter(step, step.parent) !== null) return null;
    // An ID cannot be used more often than there are steps.
    this.#addUses(this.#ids, this.#steps.length, hashedId);
    return this.#byHash.get(hashedId) ?? null;
  }

  /** Adds uses of IDs, the fewest of all first, until a hash is known. */
  #addUses(ids: Iterable<string>, limit: number, hashedId: string): void {
    for (let use = 0; use < limit && !this.#byHash.has(hashedId); use += 1) {
      for (const id of ids) {
        if ((this.#uses.get(id) ?? 0) > use) continue;
        const hash = hashOfId(id, use);
        if (!this.#byHash.has(hash)) this.#byHash.set(hash, id);
        this.#uses.set(id, use + 1);
      }
    }
  }

  /** SDK 1 and 2: the identity of which `hashedId` is the hash; null: none of those that are possible. */
  legacy(step: StepIdentity): LegacyIdentity | null {
    const recent = this.#earlier.slice(-parentsTried).reverse();
    for (const parent of new Set([step.parent, null, ...recent])) {
      const identity = this.#legacyAfter(step, parent);
      if (identity !== null) return identity;
    }
    return null;
  }

  #legacyAfter(step: StepIdentity, parent: string | null): LegacyIdentity | null {
    const op = step.op === 'Sleep' || step.op === 'WaitForEvent' ? step.op : 'StepPlanned';
    const identity: LegacyIdentity = { parent, op, name: step.name, opts: step.opts ?? null };
    // Only identical steps that were reported before are counted.
    for (let position = 0; position <= (this.#alike.get(likenessOf(step)) ?? 0); position += 1) {
      if (hashOfIdentity(identity, position) === step.hashedId) return identity;
    }
    return null;
  }
}

function likenessOf({ op, name }: StepIdentity): string {
  return `${op} ${name}`;
}
