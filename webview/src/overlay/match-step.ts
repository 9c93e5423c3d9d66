/**
 * Which journal step belongs to which node: the only module that says so. By hashed id, recomputed from what the code
 * says (protocol 2.4), and by position in the graph when several nodes would hash alike; never by label text.
 */
import type { StepIdentity } from '../../../runtime/src/contract/run.ts';
import type { GraphNode, StepInfo } from '../../../server/src/workflow-graph.ts';
import { sameDuration } from '../layout/written-duration.ts';
import { type GraphIndex, nextStops } from './graph-index.ts';
import type { LegacyIdentity } from './step-hash.ts';
import { StepIdentities } from './step-identity.ts';

export interface Matches {
  /** Node id by hashed step id. */
  nodeOf: Map<string, string>;
  /** Hashed step ids by node id, in the order in which the steps were reported. */
  stepsOf: Map<string, string[]>;
  unmatched: StepIdentity[];
}

/** @param steps in the order in which the function reported them. */
export function matchSteps(index: GraphIndex, steps: StepIdentity[]): Matches {
  const matches: Matches = { nodeOf: new Map(), stepsOf: new Map(), unmatched: [] };
  const nodes = index.graph.nodes.filter((node) => node.kind === 'step' && node.step);
  const identities = new StepIdentities(
    steps,
    nodes.map(literalId).filter((id) => id !== null),
  );
  for (const step of steps) {
    const candidates = nodes.filter(identityOf(step, identities, nodes));
    identities.pass(step);
    const node = choose(index, matches, step, candidates) ?? hidden(index, matches, step);
    if (node === null) {
      matches.unmatched.push(step);
      continue;
    }
    matches.nodeOf.set(step.hashedId, node);
    const known = matches.stepsOf.get(node);
    if (known) known.push(step.hashedId);
    else matches.stepsOf.set(node, [step.hashedId]);
  }
  return matches;
}

type Accepts = (node: GraphNode) => boolean;

const nothing: Accepts = () => false;

/** What a node must look like so that its code makes this hashed id. */
function identityOf(step: StepIdentity, identities: StepIdentities, nodes: GraphNode[]): Accepts {
  const id = identities.modern(step);
  if (id !== null) {
    const suits = nodes.some((node) => suitsTool(node, step) && says(node, id));
    return (node) => (suitsTool(node, step) || !suits) && says(node, id);
  }
  if (step.userland) return nothing;
  // SDK 1 and 2 use an id given in the options as it is.
  if (identities.isWritten(step.hashedId)) return (node) => literalId(node) === step.hashedId;
  const legacy = identities.legacy(step);
  if (legacy === null) return nothing;
  return (node) => suitsTool(node, step) && node.step !== undefined && makesLegacy(node.step, legacy);
}

function literalId(node: GraphNode): string | null {
  return node.step?.id.kind === 'literal' ? node.step.id.value : null;
}

/** True when the code of the node may give this id. An id that the analysis could not read suits every step. */
function says(node: GraphNode, id: string): boolean {
  const written = node.step?.id;
  switch (written?.kind) {
    case 'literal':
      return written.value === id;
    case 'pattern':
      return matchesPattern(written.regex, id);
    default:
      return true;
  }
}

function matchesPattern(regex: string, text: string): boolean {
  const known = patterns.get(regex) ?? compiled(regex);
  patterns.set(regex, known);
  return known.test(text);
}

/** By source: the few patterns of the code, asked for with every step. */
const patterns = new Map<string, RegExp>();

function compiled(regex: string): RegExp {
  try {
    return new RegExp(regex, 's');
  } catch {
    return /(?!)/;
  }
}

function makesLegacy(step: StepInfo, identity: LegacyIdentity): boolean {
  switch (step.tool) {
    case 'sendEvent':
      // SDK 2 calls all of them `sendEvent`, SDK 1 by the name of the first event.
      return identity.name === 'sendEvent' || step.event === undefined || step.event === identity.name;
    case 'sleep': {
      const written = step.duration ?? (step.id.kind === 'literal' ? step.id.value : null);
      return written === null || sameDuration(written, identity.name) !== false;
    }
    case 'sleepUntil':
      return !Number.isNaN(Date.parse(identity.name));
    case 'waitForEvent':
      return suitsWait(step, identity);
    default:
      return says({ step } as GraphNode, identity.name);
  }
}

function suitsWait(step: StepInfo, { name, opts }: LegacyIdentity): boolean {
  if (step.event !== undefined && step.event !== name) return false;
  const timeout = opts?.timeout;
  if (
    step.timeout !== undefined &&
    typeof timeout === 'string' &&
    sameDuration(step.timeout, timeout) === false
  ) {
    return false;
  }
  const condition = opts?.if;
  if (step.match !== undefined) return condition === `event.${step.match} == async.${step.match}`;
  return step.if === undefined || condition === undefined || condition === step.if;
}

const toolsByOp: Record<string, ReadonlySet<string>> = {
  Sleep: new Set(['sleep', 'sleepUntil']),
  WaitForEvent: new Set(['waitForEvent']),
  WaitForSignal: new Set(['waitForSignal']),
  InvokeFunction: new Set(['invoke']),
  Gateway: new Set(['fetch']),
  AIGateway: new Set(['ai.infer']),
};

/** False only when the op tells for certain that another tool was called. */
function suitsTool(node: GraphNode, step: StepIdentity): boolean {
  const tool = node.step?.tool ?? '';
  const tools = toolsByOp[step.op];
  if (tools) return tools.has(tool);
  const waits = ['sleep', 'sleepUntil', 'waitForEvent', 'waitForSignal', 'invoke'];
  return !waits.includes(tool);
}

/** Of several nodes that would hash alike, the one to which the run can have come. */
function choose(
  index: GraphIndex,
  matches: Matches,
  step: StepIdentity,
  candidates: GraphNode[],
): string | null {
  const first = candidates[0];
  if (!first) return null;
  // A node with a written id is better evidence than one whose id could not be read.
  const known = candidates.filter((node) => node.step?.id.kind !== 'unknown');
  const ids = (known.length > 0 ? known : candidates).map((node) => node.id);
  if (known.length === 1) return ids[0] ?? null;
  const isFresh = (id: string): boolean => !matches.stepsOf.has(id);
  const reached = (places: ReadonlySet<string>): string | undefined =>
    ids.find((id) => places.has(id) && isFresh(id)) ?? ids.find((id) => places.has(id));
  const reachable = reached(placesAfter(index, matches, step)) ?? reached(placesAfter(index, matches, null));
  if (reachable !== undefined || known.length === 0) return reachable ?? null;
  return ids.find(isFresh) ?? ids[0] ?? null;
}

/** An opaque node accounts for the steps that the code behind it makes. */
function hidden(index: GraphIndex, matches: Matches, step: StepIdentity): string | null {
  const opaque = index.graph.nodes.filter((node) => node.kind === 'opaque').map((node) => node.id);
  if (opaque.length === 0) return null;
  const parentNode = step.parent === null ? index.start : matches.nodeOf.get(step.parent);
  if (parentNode && opaque.includes(parentNode)) return parentNode;
  const after = placesAfter(index, matches, step);
  return opaque.find((id) => after.has(id)) ?? (opaque.length === 1 ? (opaque[0] ?? null) : null);
}

/** Where the run can have come to: after the step's parent; with null, or a parent without node, after any step. */
function placesAfter(index: GraphIndex, matches: Matches, step: StepIdentity | null): Set<string> {
  const parent = step && (step.parent === null ? index.start : matches.nodeOf.get(step.parent));
  const from = parent ? [parent] : [index.start, ...matches.stepsOf.keys()];
  return new Set(from.flatMap((id) => (id === null ? [] : nextStops(index, id, null))));
}
