/** One place in the code where an event is named. */
import type { NameUse } from './name-index.ts';

export type { NameLocation } from './name-index.ts';

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

export interface EventUse extends NameUse {
  role: EventRole;
  /** Wire id of the function that contains it, or that it starts or cancels; null outside of functions. */
  functionId: string | null;
}
