/** What the code of a run printed, line by line. Only the lines in view are drawn. */
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { PrintedText } from '../../../runtime/src/contract/progress.ts';
import { t } from '../l10n.ts';
import { Button } from '../view/button.tsx';
import { CopyButton } from '../view/copy-button.tsx';
import { useVisibleRows } from '../view/use-visible-rows.ts';

const lineHeight = 18;
const mostLines = 14;
const padding = 8;

interface LogLine {
  /** Null: it belongs to the line above. */
  printed: PrintedText | null;
  text: string;
}

export function LogView(props: {
  logs: readonly PrintedText[];
  /** Selects the step that printed a line. */
  onSelect(hashedId: string): void;
}): JSX.Element | null {
  const { logs, onSelect } = props;
  const lines = useMemo(() => logs.flatMap(linesOf), [logs]);
  const list = useRef<HTMLElement>(null);
  const { from, to } = useVisibleRows(list, lines.length, lineHeight, padding);
  if (lines.length === 0) return null;
  return (
    <div class="sl-json">
      <div class="sl-json-head">
        <h4>{t('Console output')}</h4>
        <span class="sl-json-tools">
          <CopyButton text={() => logs.map(({ text }) => text).join('\n')} />
        </span>
      </div>
      <section
        ref={list}
        class="sl-log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label={t('Console output')}
        style={{ height: `${Math.min(lines.length, mostLines) * lineHeight + padding + 10}px` }}
      >
        <div class="sl-log-lines" style={{ height: `${lines.length * lineHeight}px` }}>
          {lines.slice(from, to).map((line, at) => (
            <Line key={from + at} line={line} top={(from + at) * lineHeight} onSelect={onSelect} />
          ))}
        </div>
      </section>
    </div>
  );
}

function Line(props: { line: LogLine; top: number; onSelect(hashedId: string): void }): JSX.Element {
  const { printed, text } = props.line;
  const step = printed?.step ?? null;
  const hashedId = step?.hashedId ?? null;
  const level = printed?.level === 'warn' || printed?.level === 'error' ? printed.level : null;
  return (
    <div class="sl-log-line" style={{ top: `${props.top}px` }}>
      <span class="sl-log-time">{printed ? new Date(printed.at).toLocaleTimeString() : ''}</span>
      {level ? <b class={`sl-log-${level}`}>{`${level} `}</b> : null}
      {step ? (
        hashedId === null ? (
          <span class="sl-quiet">{`${step.name} `}</span>
        ) : (
          <>
            <Button
              look="link"
              name={t('Select step {0}', step.name)}
              onClick={() => props.onSelect(hashedId)}
            >
              {step.name}
            </Button>{' '}
          </>
        )
      ) : null}
      {text}
    </div>
  );
}

function linesOf(printed: PrintedText): LogLine[] {
  const text = printed.cut ? `${printed.text}\n… ${t('output truncated')}` : printed.text;
  return text.split('\n').map((line, index) => ({ printed: index === 0 ? printed : null, text: line }));
}
