/** The stack of an error. Where code can be opened, its frames are links. */
import { createContext, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { type StackFrame, stackFrames } from '../../../runtime/src/contract/stack-frames.ts';
import { t } from '../l10n.ts';
import { Button } from '../view/button.tsx';

/** Null: frames are plain text. */
export const OpenFrame = createContext<((frame: StackFrame) => void) | null>(null);

/** A stack without end would slow down the page. */
const mostLines = 200;

export function Stack({ stack }: { stack: string }): JSX.Element {
  const open = useContext(OpenFrame);
  const lines = stack.split('\n');
  return (
    <details>
      <summary>{t('Stack')}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard. */}
      <pre tabIndex={0}>
        {lines.slice(0, mostLines).map((line, index) => (
          <Line key={index} line={index === 0 ? line : `\n${line}`} frame={frameOf(line)} open={open} />
        ))}
        {lines.length > mostLines ? `\n${t('and {0} more', lines.length - mostLines)}` : null}
      </pre>
    </details>
  );
}

function Line(props: {
  line: string;
  frame: StackFrame | null;
  open: ((frame: StackFrame) => void) | null;
}): JSX.Element {
  const { line, frame, open } = props;
  const place = frame && /\(?(\S[^()]*:\d+:\d+)\)?\s*$/.exec(line)?.[1];
  if (!frame || !open || !place) return <>{line}</>;
  const at = line.lastIndexOf(place);
  return (
    <>
      {line.slice(0, at)}
      <Button look="link" class="sl-frame" onClick={() => open(frame)}>
        {place}
      </Button>
      {line.slice(at + place.length)}
    </>
  );
}

/** Of the user's own code; null for all other lines. */
function frameOf(line: string): StackFrame | null {
  const [frame] = stackFrames(line);
  return frame && !/(^|\/)node_modules\/|^node:/.test(frame.path) ? frame : null;
}
