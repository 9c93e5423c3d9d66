/** The command line that sends an event again. Pure. */
import { shellQuoted } from '../../../runtime/src/contract/shell-word.ts';

interface Sent {
  name: string;
  data: Record<string, unknown> | null;
}

const invoked = 'inngest/function.invoked';

/** A function that was started by hand has no event of its own: it is started by hand again. */
export function asSend({ name, data }: Sent): string {
  const { functionId, own } = readInvoked(name, data);
  const target = functionId === null ? `send ${shellQuoted(name)}` : `invoke ${shellQuoted(functionId)}`;
  return `steplight ${target} --data ${shellQuoted(JSON.stringify(own))}`;
}

export function asCurl({ name, data }: Sent, port: number): string {
  const { functionId, own } = readInvoked(name, data);
  const path = functionId === null ? 'e/local' : `invoke/${encodeURIComponent(functionId)}`;
  const body = functionId === null ? { name, data: own } : { data: own };
  return `curl -X POST http://127.0.0.1:${port}/${path} -H 'content-type: application/json' -d ${shellQuoted(JSON.stringify(body))}`;
}

function readInvoked(name: string, data: Sent['data']) {
  const { _inngest: internal, ...own } = data ?? {};
  const functionId = (internal as { fn_id?: unknown } | undefined)?.fn_id;
  return name === invoked && typeof functionId === 'string'
    ? { functionId, own }
    : { functionId: null, own: data };
}
