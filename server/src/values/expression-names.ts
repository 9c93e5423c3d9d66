/**
 * The names that expressions may use on the server, as plain values: what the runtime of this project evaluates is
 * compared with them by a test.
 */

/** Every variable that the server declares. */
export const expressionVariables: ReadonlySet<string> = new Set(['event', 'async', 'vars']);
export const expressionTypes: readonly string[] = [
  'bool',
  'bytes',
  'double',
  'int',
  'list',
  'map',
  'null_type',
  'string',
  'type',
  'uint',
  'google',
];

/** How many arguments it takes. */
export type Arity = readonly [min: number, max: number];

/** Called as `name(args)`. */
export const expressionFunctions: Readonly<Record<string, Arity>> = {
  bool: [1, 1],
  bytes: [1, 1],
  double: [1, 1],
  duration: [1, 1],
  dyn: [1, 1],
  has: [1, 1],
  int: [1, 1],
  matches: [2, 2],
  size: [1, 1],
  string: [1, 1],
  timestamp: [1, 1],
  type: [1, 1],
  uint: [1, 1],
  b64decode: [1, 1],
  date: [1, 1],
  json_parse: [1, 1],
  lowercase: [1, 1],
  now: [0, 0],
  now_minus: [1, 1],
  now_plus: [1, 1],
  uppercase: [1, 1],
};

/** Called as `target.name(args)`; the target is not counted. Macros such as `all` are among them. */
export const expressionMethods: Readonly<Record<string, Arity>> = {
  all: [2, 2],
  contains: [1, 1],
  endsWith: [1, 1],
  exists: [2, 2],
  exists_one: [2, 2],
  filter: [2, 2],
  getDate: [0, 1],
  getDayOfMonth: [0, 1],
  getDayOfWeek: [0, 1],
  getDayOfYear: [0, 1],
  getFullYear: [0, 1],
  getHours: [0, 1],
  getMilliseconds: [0, 1],
  getMinutes: [0, 1],
  getMonth: [0, 1],
  getSeconds: [0, 1],
  map: [2, 3],
  matches: [1, 1],
  size: [0, 0],
  startsWith: [1, 1],
};

/** Every name that can be called, as a function or as a method. */
export const callableNames: readonly string[] = [
  ...Object.keys(expressionFunctions),
  ...Object.keys(expressionMethods),
];
