/** A value as indented JSON, to read and to copy. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import { CopyButton } from '../view/copy-button.tsx';

/** Longer texts slow down the page. */
const shownCharacters = 20_000;

export function JsonBlock({ title, value }: { title: string; value: unknown }): JSX.Element {
  const text = jsonText(value);
  return (
    <div class="sl-json">
      <div class="sl-json-head">
        <h4>{title}</h4>
        <CopyButton text={() => text} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard. */}
      <pre tabIndex={0}>
        {text.length > shownCharacters
          ? `${text.slice(0, shownCharacters)}\n… ${t('{0} more characters', text.length - shownCharacters)}`
          : text}
      </pre>
    </div>
  );
}

export function jsonText(value: unknown): string {
  return value === undefined ? 'undefined' : JSON.stringify(value, null, 2);
}
