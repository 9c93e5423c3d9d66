/** Joins the id on the wire with what the code says. Pure. */

/** The app's id is unknown when the client could not be resolved in the code; then the local id has to do. */
export function belongsTo(wireId: string, target: { id: string; localId: string; app?: string }): boolean {
  if (wireId === target.id) return true;
  return target.app === undefined && wireId.endsWith(`-${target.localId}`);
}
