/** The frames of an error that are in files of the workspace, as a hover links them. */
import { basename } from 'node:path';
import { stackFrames } from '../../../runtime/src/contract/stack-frames.ts';
import type { FindFrames } from '../inline/step-hover.ts';
import { FramePlaces } from './frame-places.ts';

/** Innermost first: `load · crm.ts:12`. */
export function linkedFrames(): FindFrames {
  const places = new FramePlaces();
  return async ({ stack }, documentUri, graph) => {
    const found = await places.locate(stackFrames(stack), { documentUri, graph });
    return found.map(({ uri, line, name }) => {
      const place = `${basename(decodeURIComponent(uri))}:${line + 1}`;
      return { uri, line, text: name === null ? place : `${name} · ${place}` };
    });
  };
}
