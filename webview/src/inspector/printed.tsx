/** What the code of a run, or of one of its steps, printed. */
import type { JSX } from 'preact';
import type { PrintedText } from '../../../runtime/src/contract/progress.ts';
import { t } from '../l10n.ts';

/** @param naming whether each line says which step printed it. */
export function Printed(props: { logs: readonly PrintedText[]; naming: boolean }): JSX.Element | null {
  if (props.logs.length === 0) return null;
  return (
    <div class="sl-json">
      <div class="sl-json-head">
        <h4>{t('Console output')}</h4>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard. */}
      <pre tabIndex={0}>{props.logs.map((printed) => printedText(printed, props.naming)).join('\n')}</pre>
    </div>
  );
}

function printedText({ at, level, text, step, cut }: PrintedText, naming: boolean): string {
  const mark = level === 'info' || level === 'debug' ? '' : `${level}: `;
  const by = naming && step ? `[${step.name}] ` : '';
  const head = `${new Date(at).toLocaleTimeString()} ${by}${mark}`;
  return cut ? `${head}${text}\n… ${t('output truncated')}` : `${head}${text}`;
}
