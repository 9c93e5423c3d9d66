/** A value as indented JSON, to read and to copy. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../l10n.ts';
import { Button } from '../view/button.tsx';

/** Longer texts slow down the page. */
const shownCharacters = 20_000;

export function JsonBlock({ title, value }: { title: string; value: unknown }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const text = jsonText(value);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true);
        setTimeout(() => setCopied(false), 1500);
      },
      () => setCopied(false),
    );
  };
  return (
    <div class="sl-json">
      <div class="sl-json-head">
        <h4>{title}</h4>
        <Button look="link" onClick={copy}>
          {copied ? t('Copied') : t('Copy')}
        </Button>
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
