/** Copies a text, and says so for a moment. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../l10n.ts';
import { Button } from './button.tsx';

const thanksMs = 1_500;

/** @param text called when it is needed: it may be large. */
export function CopyButton(props: { text(): string; name?: string; children?: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), thanksMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    navigator.clipboard.writeText(props.text()).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <Button look="link" name={props.name} onClick={copy}>
      {copied ? t('Copied') : (props.children ?? t('Copy'))}
    </Button>
  );
}
