/** CONTRACT: what is published to subscribers while runs are active. Pure types; no Node imports. Nothing of it is stored. */

/**
 * `data`: published by user code. `datastream-start`, `chunk`, `datastream-end`: a published stream, its id in `data`
 * (in `stream_id` of chunks). `run`, `step`: the runtime tells of a run, on the channel that is named by the run's id,
 * to the topics `$run` and `$step`. `closing`: the runtime stops.
 */
export type RealtimeKind =
  | 'data'
  | 'datastream-start'
  | 'chunk'
  | 'datastream-end'
  | 'run'
  | 'step'
  | 'closing';

/** As it travels to subscribers (protocol 2.11). */
export interface RealtimeMessage {
  kind: RealtimeKind;
  channel: string;
  topic: string;
  data: unknown;
  /** ISO 8601. */
  created_at: string;
  env_id: string;
  run_id?: string;
  fn_slug?: string;
  stream_id?: string;
  /** As the publisher gave it. */
  metadata?: unknown;
}

/** Data of messages of kind `run`. */
export interface RunLifecycle {
  status: 'running' | 'completed' | 'failed' | 'cancelled';
  /** What the function returned; only when completed. */
  result?: unknown;
  error?: { name: string; message: string };
}
