/**
 * Every setting of the extension, once: its key below `steplight.`, its default, which process it restarts, and the
 * runtime's arguments for it. `package.json` and the README are checked against it. Pure.
 */
import type { InitializationOptions } from '../../server/src/protocol.ts';

interface Setting<T> {
  /** Below `steplight.`. */
  readonly key: string;
  readonly default: T;
  /** For a setting with a fixed set of values. */
  readonly choices?: readonly T[];
  /** What a value from before the setting had these choices means now. */
  readonly earlier?: readonly (readonly [was: unknown, is: NoInfer<T>])[];
  /** The process that reads it only when it starts. */
  readonly restarts?: 'server' | 'runtime';
  /** The runtime's command-line arguments. */
  readonly runtimeArguments?: (value: T) => string[];
}

/** Infers the type of the value from its default, or from its choices. */
function setting<const T extends string>(definition: Setting<T> & { choices: readonly T[] }): Setting<T>;
function setting<T>(definition: Setting<T>): Setting<T>;
function setting<T>(definition: Setting<T>): Setting<T> {
  return definition;
}

export const settingsTable = {
  codeLens: setting({
    key: 'codeLens',
    default: 'functions',
    choices: ['functions', 'functionsAndSteps', 'off'],
    earlier: [
      [true, 'functionsAndSteps'],
      [false, 'off'],
    ],
    restarts: 'server',
  }),
  inlineProgress: setting({
    key: 'inlineProgress',
    default: 'auto',
    choices: ['auto', 'firstLine', 'lastLine', 'gutterOnly', 'off'],
    earlier: [
      [true, 'auto'],
      [false, 'off'],
    ],
  }),
  runErrors: setting({
    key: 'runErrors',
    default: 'error',
    choices: ['error', 'warning', 'information', 'off'],
  }),
  cronHints: setting<boolean>({ key: 'cronHints', default: true, restarts: 'server' }),
  runtimeStart: setting({ key: 'runtime.start', default: 'automatic', choices: ['automatic', 'manual'] }),
  port: setting<number>({
    key: 'port',
    default: 8288,
    restarts: 'runtime',
    runtimeArguments: (port) => ['--port', String(port)],
  }),
  backoff: setting({
    key: 'backoff',
    default: 'short',
    choices: ['short', 'official'],
    restarts: 'runtime',
    runtimeArguments: (backoff) => ['--backoff', backoff],
  }),
  schedules: setting<boolean>({
    key: 'schedules',
    default: false,
    restarts: 'runtime',
    runtimeArguments: (isOn) => (isOn ? [] : ['--no-cron']),
  }),
  retentionAge: setting<string>({
    key: 'retention.age',
    default: '30d',
    restarts: 'runtime',
    runtimeArguments: (age) => ['--keep', age],
  }),
  retentionSize: setting<string>({
    key: 'retention.size',
    default: '1gb',
    restarts: 'runtime',
    runtimeArguments: (size) => ['--keep-size', size],
  }),
  hostDebug: setting<boolean>({
    key: 'hostDebug',
    default: false,
    restarts: 'runtime',
    runtimeArguments: (isOn) => (isOn ? ['--inspect'] : []),
  }),
  allowedOrigins: setting<readonly string[]>({
    key: 'allowedOrigins',
    default: [],
    restarts: 'runtime',
    runtimeArguments: (origins) => origins.flatMap((origin) => ['--allow-origin', origin]),
  }),
  allowedHosts: setting<readonly string[]>({
    key: 'allowedHosts',
    default: [],
    restarts: 'runtime',
    runtimeArguments: (hosts) => hosts.flatMap((host) => ['--allow-host', host]),
  }),
  refuseConnections: setting<boolean>({
    key: 'refuseConnections',
    default: false,
    restarts: 'runtime',
    runtimeArguments: (isOn) => (isOn ? ['--refuse-connections'] : []),
  }),
};

type Table = typeof settingsTable;
export type SettingName = keyof Table;
export type SettingValues = { readonly [Name in SettingName]: Table[Name]['default'] };

export const settingNames = Object.keys(settingsTable) as SettingName[];

/** @param read the value of a key, or the default when the user has set none. */
export function readSettings(read: <T>(key: string, fallback: T) => T): SettingValues {
  return Object.fromEntries(
    settingNames.map((name) => {
      const { key, default: fallback, earlier } = settingsTable[name] as Setting<unknown>;
      const value = read(key, fallback);
      const [, meant = value] = earlier?.find(([was]) => was === value) ?? [];
      return [name, meant];
    }),
  ) as SettingValues;
}

export function settingsThatRestart(process: 'server' | 'runtime'): SettingName[] {
  return settingNames.filter((name) => settingsTable[name].restarts === process);
}

/** What the settings say on the runtime's command line. */
export function runtimeArguments(values: SettingValues): string[] {
  return settingNames.flatMap((name) => {
    const definition = settingsTable[name] as Setting<unknown>;
    return definition.runtimeArguments?.(values[name]) ?? [];
  });
}

/** The options with which the language server starts. */
export function serverOptions({ codeLens, cronHints }: SettingValues): InitializationOptions {
  return { codeLens: codeLens !== 'off', cronHints };
}
