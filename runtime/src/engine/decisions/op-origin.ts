import type { AnswerMeta } from '../../sdk-protocol/response.ts';
import type { QueueItem } from '../state/run-state.ts';

/** What is known of the request whose answer, or checkpoint, an op came with. */
export interface OpOrigin {
  item: QueueItem;
  requestId: string;
  meta: AnswerMeta;
  /** True while the app goes on with the same request: nothing is to be queued. */
  checkpoint: boolean;
}
