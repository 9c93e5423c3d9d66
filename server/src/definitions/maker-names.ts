/** What the SDK calls the functions and methods that make functions. */

export interface Maker {
  legacyTrigger?: 'event' | 'cron';
  clientFirst?: true;
  /** A durable endpoint: it is called by its address, and has neither options nor triggers. */
  handlerOnly?: true;
}

/** Names that make a function, with the places of their arguments. */
export const makers: Record<string, Maker> = {
  createFunction: {},
  createStepFunction: { legacyTrigger: 'event' },
  createScheduledFunction: { legacyTrigger: 'cron' },
  createDefer: { clientFirst: true },
  createScorer: { clientFirst: true },
  endpoint: { handlerOnly: true },
};

export const makerNames: readonly string[] = Object.keys(makers);

export function isMakerName(name: string): boolean {
  return Object.hasOwn(makers, name);
}
