/** A printed program as a real app: its text runs, its client and its step tools are those of the installed SDK. */
import type { Luck, Result } from './answers.ts';
import type { Major } from './generate-program.ts';
import type { PrintedProgram } from './print-program.ts';
import { Recorder } from './record.ts';

export type Handle = (request: Request) => Promise<Response>;

interface Sdk {
  Inngest: new (options: Record<string, unknown>) => { createFunction(...args: unknown[]): unknown };
  referenceFunction: unknown;
  serve(options: { client: unknown; functions: unknown[] }): Handle;
}

/** A process must use one major only: SDK 3 and 4 keep different things under the same global symbol. */
export async function loadSdk(major: Major): Promise<Sdk> {
  const [sdk, edge] =
    major === 3
      ? await Promise.all([import('inngest-sdk3'), import('inngest-sdk3/edge')])
      : await Promise.all([import('inngest-sdk4'), import('inngest-sdk4/edge')]);
  return { ...sdk, serve: edge.serve } as unknown as Sdk;
}

/** SDKs wait a second after each request for a logger that is not called so to flush. */
class DefaultLogger {
  debug(): void {}
  info(): void {}
  warn(): void {}
  error(): void {}
}

interface Handled {
  event: { data: Result };
  step: Record<string, (...args: unknown[]) => Promise<unknown>>;
}

/** Runs of one program, one after the other. */
export class LoadedProgram {
  readonly #questions: PrintedProgram['questions'];
  readonly #handle: Handle;
  #luck: Luck | null = null;
  #recorder: Recorder | null = null;
  /** Data of the event that started the run. */
  #start: Result | null = null;
  /** Id of the step whose code runs. */
  #performing = '';

  constructor(program: PrintedProgram, sdk: Sdk) {
    this.#questions = program.questions;
    const watched = (handler: (input: Handled) => Promise<unknown>) => (input: Handled) =>
      this.#watch(handler, input);
    const client = new sdk.Inngest({
      id: 'app',
      isDev: true,
      baseUrl: 'http://localhost:1',
      eventKey: 'local',
      logger: new DefaultLogger(),
      fetch: async () => Response.json({ ids: ['event'], status: 200 }),
    });
    class Inngest {
      createFunction(...args: unknown[]): unknown {
        const handler = args.pop() as (input: Handled) => Promise<unknown>;
        return client.createFunction(...args, watched(handler));
      }
    }
    const modules: Record<string, object> = {
      inngest: { Inngest, referenceFunction: sdk.referenceFunction },
      './work': { work: () => this.#work(), check: (key: string) => this.#check(key) },
    };
    const helpers = program.files.get('/helpers.ts');
    if (helpers !== undefined) modules['./helpers'] = run(helpers, modules);
    const { exported } = run(program.files.get('/main.ts') ?? '', modules) as { exported: unknown };
    this.#handle = sdk.serve({ client, functions: [exported] });
  }

  /** One request to the app; what its code did comes with the answer. */
  async request(request: Request, luck: Luck): Promise<{ response: Response; recorder: Recorder }> {
    const recorder = new Recorder(luck, this.#questions);
    this.#luck = luck;
    this.#recorder = recorder;
    return { response: await this.#handle(request), recorder };
  }

  /** The code of every step. */
  #work(): unknown {
    if (!this.#luck) throw new Error('No run has begun.');
    if (this.#luck.happens('run', this.#performing, 0.2)) throw new Error(`${this.#performing} has bad luck`);
    return this.#luck.result();
  }

  #check(key: string): void {
    if (this.#start) this.#recorder?.check(key, this.#start);
  }

  async #watch(handler: (input: Handled) => Promise<unknown>, input: Handled): Promise<unknown> {
    const recorder = this.#recorder;
    if (!recorder) throw new Error('No run has begun.');
    this.#start = input.event.data;
    recorder.watch(this.#start);
    const perform = (id: string, code: () => unknown): unknown => {
      this.#performing = id;
      return code();
    };
    try {
      const result = await handler({ ...input, step: recorder.tools(input.step, perform) as never });
      recorder.over('return');
      return result;
    } catch (error) {
      recorder.over('throw');
      throw error;
    }
  }
}

/** Imports and exports of printed programs stand at the beginning of a line; the rest is plain JavaScript. */
function run(text: string, modules: Record<string, object>): object {
  const names: string[] = [];
  const body = text
    .replaceAll(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = modules['$2'];")
    .replaceAll(/^export default /gm, 'const exported = ')
    .replaceAll(/^export (async function|class) (\w+)/gm, (_, kind: string, name: string) => {
      names.push(name);
      return `${kind} ${name}`;
    });
  if (body.includes('const exported = ')) names.push('exported');
  return new Function('modules', `'use strict';\n${body}\nreturn { ${names.join(', ')} };`)(
    modules,
  ) as object;
}
