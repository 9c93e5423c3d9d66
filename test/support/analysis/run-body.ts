/** Runs the body of a random handler for real, with dice for everything that it asks. */

export interface Happening {
  /** Name of the step, or `end`. */
  what: string;
  outcome: 'done' | 'failed' | 'null' | 'return' | 'throw';
}

/** Long enough to go around loops several times. */
const longest = 60;

/** Ends the run from inside; not catchable by the program because every step after it stops, too. */
class Stopped extends Error {}

/** What happened, in order; without an `end` when the program went on for too long. */
export async function runBody(body: string, roll: () => number): Promise<Happening[]> {
  const happened: Happening[] = [];
  const happen = (what: string, outcome: Happening['outcome']): void => {
    if (happened.length >= longest) throw new Stopped();
    happened.push({ what, outcome });
  };
  let asked = 0;
  const ask = (): number => {
    asked += 1;
    if (asked > 400) throw new Stopped();
    return roll();
  };
  const step = {
    async run(name: string): Promise<void> {
      const fails = ask() === 0;
      happen(name, fails ? 'failed' : 'done');
      if (fails) throw new Error('step failed');
    },
    async waitForEvent(name: string): Promise<object | null> {
      const isNull = ask() < 3;
      happen(name, isNull ? 'null' : 'done');
      return isNull ? null : {};
    },
  };
  const list = (): number[] => Array.from({ length: ask() % 3 }, (_, index) => index);
  const program = new Function(
    'step',
    'c',
    'list',
    'number',
    'plain',
    'f',
    `return (async () => {\n${body}\n})();`,
  ) as (...args: unknown[]) => Promise<void>;
  let isStopped = false;
  try {
    await program(
      step,
      () => ask() < 3,
      list,
      () => ask() % 4,
      () => {},
      () => {},
    );
  } catch (error) {
    isStopped = error instanceof Stopped;
    if (!isStopped && !isOverrun()) happened.push({ what: 'end', outcome: 'throw' });
    return happened;
  }
  if (!isOverrun()) happened.push({ what: 'end', outcome: 'return' });
  return happened;

  /** A program that swallowed the stop has no trustworthy end. */
  function isOverrun(): boolean {
    return asked > 400 || happened.length >= longest;
  }
}
