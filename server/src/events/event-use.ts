/** One place in the code where an event is named: plain data, so that the tree it was read from need not be kept. */
import type { Range } from '../workflow-graph.ts';

export type EventRole =
  /** `inngest.send`, `step.sendEvent`, or a function of the workspace that hands its argument on to one of them. */
  | 'sends'
  | 'starts'
  | 'waits'
  | 'cancels'
  /** `eventType('…')`, or a key of the types or validators given to `EventSchemas`. */
  | 'declares'
  /** The code asks for the name: `event.name === '…'`, `case '…'`, `Events['…']`. */
  | 'mentions';

/** Where a name itself is written: the text between the quotes, or a property's name without quotes. */
export interface Spelling {
  path: string;
  range: Range;
}

export interface EventUse {
  name: string;
  role: EventRole;
  path: string;
  /** The text between the quotes, or the expression that stands for the name. */
  range: Range;
  /** May be in another file, where a constant is declared; null: the name is put together from pieces. */
  spelled: Spelling | null;
  /** Wire id of the function whose code it stands in, or which it starts or cancels; null outside of functions. */
  functionId: string | null;
}
