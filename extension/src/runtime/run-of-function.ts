/** Joins the id on the wire with what the code says. Pure. */

interface Target {
  id: string;
  localId: string;
  app?: string;
}

/** The app's id is unknown when the client could not be resolved in the code; then the local id has to do. */
export function belongsTo(wireId: string, target: Target): boolean {
  if (wireId === target.id) return true;
  if (target.app === undefined && wireId.endsWith(`-${target.localId}`)) return true;
  return isEndpointOf(wireId, target);
}

/** A durable endpoint goes by the request on the wire, `GET /orders/42`, and by its address in the code, `GET /orders/[id]`. */
function isEndpointOf(wireId: string, { id, localId, app }: Target): boolean {
  const request = /^([A-Z]+) (\/.*)$/.exec(wireId);
  const address = app !== undefined && id.startsWith(`${app}-`) ? id.slice(app.length + 1) : localId;
  const written = /^(?:([A-Z]+) )?(\/.*)$/.exec(address);
  if (!request || !written) return false;
  if (written[1] !== undefined && written[1] !== request[1]) return false;
  const asked = segments(request[2] as string);
  const own = segments(written[2] as string);
  const rest = own.findIndex((segment) => /^(\[+\.\.\.|\*)/.test(segment));
  if (rest < 0 && asked.length !== own.length) return false;
  return own.slice(0, rest < 0 ? own.length : rest).every((segment, at) => {
    const isOpen = /^(\[.+\]|:.+|\{.+\})$/.test(segment);
    return isOpen ? asked[at] !== undefined : segment === asked[at];
  });
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}
