/**
 * Records every function that is created while the user's files load, and its client: exported or not, with whichever copy of the SDK.
 *
 * The loader rewrites the SDK's own `createFunction` to pass its `InngestFunction` class through here.
 */
import { isRecord } from '../contract/records.ts';
import { sdkVersion } from './sdk-version.ts';
import { withSteps } from './step-context.ts';

const hook = Symbol.for('steplight.recording');

/** A client of any major; only what the host reads is named. */
export interface SdkClient {
  /** SDK 3 and 4. */
  id?: string;
  /** SDK 1 and 2. */
  name?: string;
}

export interface RecordedClient {
  client: SdkClient;
  /** URL of the SDK's module that defines the client's class. */
  sdkModule: string;
  functions: object[];
}

type Constructor = new (...args: never[]) => object;

/** Starts recording. @returns the live list, in order of creation. */
export function recordFunctions(): RecordedClient[] {
  const recorded: RecordedClient[] = [];
  const record = (InngestFunction: Constructor, sdkModule: string): Constructor =>
    new Proxy(InngestFunction, {
      construct(target, args: [SdkClient, ...unknown[]], newTarget) {
        const created = Reflect.construct(target, args.map(withNamedSteps(sdkModule)), newTarget) as object;
        const [client] = args;
        const known = recorded.find((each) => each.client === client);
        if (known) known.functions.push(created);
        else recorded.push({ client, sdkModule, functions: [created] });
        return created;
      },
    });
  Object.defineProperty(globalThis, hook, { value: record, configurable: true });
  return recorded;
}

/** Wraps the arguments of the SDK's class: the handler, and the failure handler in the options. */
function withNamedSteps(sdkModule: string): (arg: unknown) => unknown {
  const major = Number.parseInt(sdkVersion(sdkModule), 10);
  const wrapped = (value: unknown) =>
    typeof value === 'function' ? withSteps(value as (...args: unknown[]) => unknown, major) : value;
  return (arg) => {
    if (typeof arg === 'function') return wrapped(arg);
    const isOptions = isRecord(arg) && Object.hasOwn(arg, 'onFailure');
    return isOptions ? { ...arg, onFailure: wrapped(arg.onFailure) } : arg;
  };
}

/** Whether a file is the module of the SDK that defines the client's class. */
export function definesSdkClient(url: string): boolean {
  return /\/components\/Inngest\.[cm]?js$/.test(url);
}

/** Rewrites the SDK's module so that the functions it creates are recorded; all majors have this line. */
export function withRecording(source: string, url: string): string {
  return source.replace(
    /\breturn new ((?:[\w$]+\.)*InngestFunction)\(/g,
    (_, name: string) => `return new (globalThis[Symbol.for('steplight.recording')](${name}, '${url}'))(`,
  );
}
