/** What the app has attached to a run or a step: scores, experiments, what a model was asked and used. */
import type { JSX } from 'preact';
import type { Metadata } from '../../../runtime/src/contract/metadata.ts';
import { JsonBlock } from './json-block.tsx';

export function Attached({ metadata = [] }: { metadata?: readonly Metadata[] | undefined }): JSX.Element {
  return (
    <>
      {metadata.map(({ kind, scope, values }) => (
        <JsonBlock key={`${scope} ${kind}`} title={kind} value={values} />
      ))}
    </>
  );
}
