/** What the app has attached to a run or a step: scores, experiments, what a model was asked and used. */
import type { JSX } from 'preact';
import type { Metadata } from '../../../runtime/src/contract/metadata.ts';
import { ValueBlock } from '../values/value-block.tsx';

export function Attached({ metadata = [] }: { metadata?: readonly Metadata[] | undefined }): JSX.Element {
  return (
    <>
      {metadata.map(({ kind, scope, values }) => (
        <ValueBlock key={`${scope} ${kind}`} title={kind} value={values} code="metadata" />
      ))}
    </>
  );
}
