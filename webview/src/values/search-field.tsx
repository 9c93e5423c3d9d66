/** Where to type what is searched in a value, and the way from match to match. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../l10n.ts';
import { Button } from '../view/button.tsx';
import type { ValueMatches } from './value-search.ts';

/** Milliseconds of quiet before a large value is searched. */
const settle = 150;

export interface SearchFieldProps {
  query: string;
  matches: ValueMatches;
  /** Which match is shown, from 0. */
  at: number;
  onQuery(query: string): void;
  onStep(by: 1 | -1): void;
}

export function SearchField(props: SearchFieldProps): JSX.Element {
  const { query, matches, at, onStep } = props;
  const [typed, setTyped] = useState(query);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (typed === latest.current.query) return;
    const timer = setTimeout(() => latest.current.onQuery(typed), settle);
    return () => clearTimeout(timer);
  }, [typed]);
  const count = matches.paths.length;
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && typed !== '') setTyped('');
    else return;
    event.preventDefault();
  };
  return (
    <div class="sl-search">
      <input
        type="search"
        value={typed}
        placeholder={t('Search')}
        aria-label={t('Search names and values')}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <span class="sl-quiet" role="status">
        {query === '' ? '' : count === 0 ? t('No matches') : countText(at, count, matches.cut)}
      </span>
      <Button look="sign" name={t('Previous Match (Shift+Enter)')} onClick={() => onStep(-1)}>
        ↑
      </Button>
      <Button look="sign" name={t('Next Match (Enter)')} onClick={() => onStep(1)}>
        ↓
      </Button>
    </div>
  );
}

function countText(at: number, count: number, cut: boolean): string {
  return cut ? t('{0} of {1}+', at + 1, count) : t('{0} of {1}', at + 1, count);
}
