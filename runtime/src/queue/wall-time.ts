/** Between instants and what the clocks of a time zone show, the latter as Unix milliseconds of the same time in UTC. */

const minute = 60_000;
const day = 24 * 60 * minute;

export interface Zone {
  /** What the clocks show at an instant. */
  wall(instant: number): number;
  /** The instants at which the clocks show a time: none if they skip it, two if they show it twice. */
  instants(wall: number): number[];
}

/** @throws RangeError when there is no such zone. */
export function zoneOf(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const wall = (instant: number): number => {
    const at: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instant)) at[type] = Number(value);
    const shown = Date.UTC(at.year!, at.month! - 1, at.day, at.hour, at.minute);
    return shown + (((instant % minute) + minute) % minute);
  };
  const offset = (instant: number) => wall(instant) - instant;
  return {
    wall,
    instants(time) {
      const offsets = new Set([offset(time - day), offset(time + day)]);
      const possible = [...offsets].map((each) => time - each);
      return possible.filter((instant) => wall(instant) === time).sort((a, b) => a - b);
    },
  };
}
