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
  /** How many of those steps have completed. */
  done: number;
  /** 0-based attempt and the number of attempts allowed, of the newest step. */
  attempt: number;
  maxAttempts: number;
  /** Unix milliseconds; when the newest attempt is due, the sleep ends or the wait expires. */
  dueAt: number | null;
  startedAt: number | null;
  endedAt: number | null;
  /** The output at a glance, at most 80 characters. */
  preview: string | null;
  error: { name: string; message: string } | null;
  wait: { event: string; nearMisses: number } | null;
}

export interface Overlay {
  runId: string;
  /** Graph id the overlay was made for. */
  functionId: string;
  nodes: Record<string, NodeState>;
  /** Ids of edges that the run has taken. */
  takenEdges: string[];
  /** Journal steps that no node of the graph accounts for: the code has changed, or the analysis is wrong. */
  unmatchedSteps: { hashedId: string; name: string }[];
}
