/** A debugger as an editor's: it speaks the inspector protocol, and finds places by source maps. */
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

type Params = Record<string, unknown>;

export interface Debugger {
  /** Binds a breakpoint to a line of a source file (1-based) that is loaded already. */
  breakAt(file: string, line: number): Promise<void>;
  /** Resolves when the program stops: with the source line (1-based) it stands at, and the value of an expression there. */
  stopped(expression: string): Promise<{ line: number; value: unknown }>;
  goOn(): Promise<void>;
  /** Resolves when the program has gone. */
  ended: Promise<void>;
  close(): void;
}

interface Script {
  scriptId: string;
  url: string;
  map: SourceMap | null;
}

export async function attachDebugger(port: number): Promise<Debugger> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets[0]!.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  const ended = new Promise<void>((resolve) => {
    socket.onclose = () => resolve();
  });
  const scripts: Script[] = [];
  const answers = new Map<number, (result: Params) => void>();
  let onPaused: (params: Params) => void = () => {};
  const paused = new Promise<Params>((resolve) => {
    onPaused = resolve;
  });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data)) as {
      id?: number;
      method?: string;
      params: Params;
      result?: Params;
    };
    if (message.id !== undefined) answers.get(message.id)?.(message.result ?? {});
    if (message.method === 'Debugger.scriptParsed') scripts.push(scriptOf(message.params));
    if (message.method === 'Debugger.paused') onPaused(message.params);
  };
  let lastId = 0;
  const call = (method: string, params: Params = {}): Promise<Params> => {
    const id = ++lastId;
    socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => answers.set(id, resolve));
  };
  await call('Debugger.enable');

  return {
    async breakAt(file, line) {
      const script = scripts.findLast(({ url }) => pathOf(url) === file);
      if (!script) throw new Error(`${file} is not loaded: ${scripts.map(({ url }) => url).join(' ')}`);
      const lineNumber = script.map ? generatedLine(script.map, line) : line - 1;
      await call('Debugger.setBreakpoint', { location: { scriptId: script.scriptId, lineNumber } });
    },
    async stopped(expression) {
      const { callFrames } = (await paused) as {
        callFrames: {
          callFrameId: string;
          location: { scriptId: string; lineNumber: number; columnNumber: number };
        }[];
      };
      const [{ callFrameId, location }] = callFrames as [(typeof callFrames)[0]];
      const { result } = await call('Debugger.evaluateOnCallFrame', {
        callFrameId,
        expression,
        returnByValue: true,
      });
      const map = scripts.find(({ scriptId }) => scriptId === location.scriptId)?.map;
      const entry = map?.findEntry(location.lineNumber, location.columnNumber);
      const line = entry && 'originalLine' in entry ? entry.originalLine : location.lineNumber;
      return { line: line + 1, value: (result as { value?: unknown }).value };
    },
    async goOn() {
      await call('Debugger.resume');
    },
    ended,
    close: () => socket.close(),
  };
}

function scriptOf({ scriptId, url, sourceMapURL }: Params): Script {
  const [, base64] = /^data:application\/json;base64,(.*)$/.exec(String(sourceMapURL ?? '')) ?? [];
  const map = base64 ? new SourceMap(JSON.parse(Buffer.from(base64, 'base64').toString())) : null;
  return { scriptId: String(scriptId), url: String(url), map };
}

/** Scripts of CommonJS have paths. */
function pathOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

/** 0-based line of the code that runs, of a 1-based line of the source. */
function generatedLine(map: SourceMap, line: number): number {
  for (let generated = 0; generated < 10_000; generated++) {
    for (let column = 0; column < 200; column += 4) {
      const entry = map.findEntry(generated, column);
      if ('originalLine' in entry && entry.originalLine === line - 1) return generated;
    }
  }
  throw new Error(`No code was made of line ${line}`);
}
