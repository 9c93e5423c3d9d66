/** CONTRACT: run state by node id. Plain JSON; made by `make-overlay.ts` from a graph and a RunProgress. */

export type NodeStatus =
  | 'running'
  /** A request is in flight and this step, by the graph, is one of several that may be running now. */
  | 'maybe-running'
  | 'retrying'
  | 'waiting'
  | 'sleeping'
  | 'completed'
  | 'failed'
  | 'timed-out'
  | 'cancelled'
  /** A decision, loop, fork … that the run has passed. */
  | 'passed';

export interface NodeState {
  status: NodeStatus;
  /** Hashed ids of the journal steps shown on this node, oldest first (several for loops and fan-outs). */
  steps: string[];
  /** Hashed id of the step whose state this is: the most active one, or the one that the user chose; null: not known yet. */
  shown: string | null;
  /** 1-based number of that step among `steps` when the user chose it; null: the node tells of all. */
  chosen: number | null;
  /** How many of those steps have completed, and how many have failed. */
  done: number;
  failed: number;
  /** 0-based attempt and the number of attempts allowed, of the newest step. */
  attempt: number;
  maxAttempts: number;
  /** Unix milliseconds; when the newest attempt is due, the sleep ends or the wait expires. */
  dueAt: number | null;
  startedAt: number | null;
  endedAt: number | null;
  /** The output at a glance, at most 80 characters. */
  preview: string | null;
  /** `message`: with those of its causes. */
  error: { name: string; message: string } | null;
  wait: { event: string; nearMisses: number } | null;
  /** Set when its result comes from the run that this one repeats; `edited`: a user replaced it. */
  takenOver?: { edited: boolean };
}

/** A part of a decision's condition and what it was. */
export interface DecisionFact {
  /** As in the code, e.g. `check.isValid`. */
  source: string;
  /** Its value at a glance, at most 80 characters; texts are in quotes. */
  value: string;
  /** The node of the step whose result it comes from. */
  node: string;
}

/** Why a decision went the way it did. */
export interface DecisionReason {
  /** `true` or `false`; of a `switch` the value that it compares. */
  outcome: string;
  /** Only what settled the outcome: of `a || b`, `a` alone when it is true. */
  facts: DecisionFact[];
}

export interface Overlay {
  runId: string;
  /** Graph id the overlay was made for. */
  functionId: string;
  nodes: Record<string, NodeState>;
  /** Ids of edges that the run has taken. */
  takenEdges: string[];
  /** Those of {@link takenEdges} that an error took, or that led to the end of a failed run. */
  failedEdges: string[];
  /**
   * By node: decisions that the run has passed and whose outcome follows from recorded results. The others are absent:
   * they ask for something that is not recorded, or run several times.
   */
  decisions: Record<string, DecisionReason>;
  /** Journal steps that no node of the graph accounts for: the code has changed, or the analysis is wrong. */
  unmatchedSteps: { hashedId: string; name: string }[];
}
