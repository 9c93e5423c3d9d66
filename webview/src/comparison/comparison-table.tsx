/** The steps of two runs side by side. Only rows in view are drawn. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { durationText } from '../../../runtime/src/contract/duration-text.ts';
import { differenceText, expectedText, rowName } from '../../../runtime/src/history/comparison-text.ts';
import type { Difference } from '../../../runtime/src/history/run-comparison.ts';
import type { ComparedCell, ComparedRow, FromComparison, ShownComparison } from '../comparison-protocol.ts';
import { t } from '../l10n.ts';
import { Button } from '../view/button.tsx';
import { runLooks, type StatusLook, statusLooks } from '../view/draw/appearance.ts';
import { Icon } from '../view/icon.tsx';
import { useVisibleRows } from '../view/use-visible-rows.ts';

const rowHeight = 30;

export interface ComparisonTableProps {
  comparison: ShownComparison;
  onlyDifferences: boolean;
  post(message: FromComparison): void;
}

export function ComparisonTable({ comparison, onlyDifferences, post }: ComparisonTableProps): JSX.Element {
  const { rows, first } = comparison;
  const list = useRef<HTMLDivElement>(null);
  const indices = useMemo(
    () => [...rows.keys()].filter((index) => !onlyDifferences || rows[index]!.differences.length > 0),
    [rows, onlyDifferences],
  );
  const visible = useVisibleRows(list, indices.length, rowHeight, rowHeight);
  useEffect(() => {
    if (first !== null) visible.reveal(indices.indexOf(first));
  }, [first, onlyDifferences]);
  const shown = indices.slice(visible.from, visible.to);
  return (
    <section
      ref={list}
      class="sl-comparison-list"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
      tabIndex={0}
      aria-label={t('Steps of both runs')}
    >
      <table aria-rowcount={indices.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {[t('Step'), 'A', 'B', t('Difference')].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={visible.from} />
          {shown.map((index, at) => (
            <Row
              key={index}
              row={rows[index]!}
              index={index}
              place={visible.from + at}
              isFirst={index === first}
              post={post}
            />
          ))}
          <Gap rows={indices.length - visible.to} />
        </tbody>
      </table>
      {indices.length === 0 ? <p class="sl-quiet">{t('All steps are the same.')}</p> : null}
    </section>
  );
}

/** In place of rows that are out of view. */
function Gap({ rows }: { rows: number }): JSX.Element | null {
  if (rows <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row takes no focus.
    <tr aria-hidden="true" class="sl-gap-row">
      <td colSpan={4} style={{ height: `${rows * rowHeight}px` }} />
    </tr>
  );
}

interface RowProps {
  row: ComparedRow;
  index: number;
  /** Among the rows that are listed. */
  place: number;
  isFirst: boolean;
  post(message: FromComparison): void;
}

function Row({ row, index, place, isFirst, post }: RowProps): JSX.Element {
  const name = row.kind === 'event' ? t('Event') : row.kind === 'run' ? t('Run') : rowName(row);
  const texts = row.differences.map(fullText);
  return (
    <tr class={isFirst ? 'sl-parts' : undefined} aria-rowindex={place + 2}>
      <th scope="row" title={name}>
        {isFirst ? <span class="sl-parts-mark">{t('▶ first')}</span> : null}
        {row.kind === 'step' ? (
          <Button look="link" tip={t('Go to Step')} onClick={() => post({ kind: 'open-code', row: index })}>
            {name}
          </Button>
        ) : (
          name
        )}
      </th>
      <Cell cell={row.a} />
      <Cell cell={row.b} />
      <td title={texts.join('\n')}>
        {texts.length === 0 ? (
          <span class="sl-quiet">{t('same')}</span>
        ) : (
          <Button
            look="link"
            name={t('Compare values of {0}: {1}', name, texts.join('; '))}
            tip={texts.join('\n')}
            onClick={() => post({ kind: 'open-values', row: index })}
          >
            {texts.join('; ')}
          </Button>
        )}
      </td>
    </tr>
  );
}

function Cell({ cell }: { cell: ComparedCell | null }): JSX.Element {
  if (!cell) return <td class="sl-quiet">{t('not run')}</td>;
  const look = lookOf(cell.status);
  const word = t(look?.word ?? cell.status);
  const took = cell.took === null ? null : durationText(cell.took);
  const words = [took, cell.preview].filter((part) => part !== null);
  return (
    <td title={[word, ...words].join(' · ')}>
      {look ? <Icon name={look.icon} color={look.color} /> : null}
      {words.length > 0 ? <span class="sl-unseen">{word} </span> : null}
      {words.length > 0 ? words.join(' · ') : word}
    </td>
  );
}

/** Null: it has not begun. */
function lookOf(status: ComparedCell['status']): StatusLook | null {
  if (status === 'planned') return null;
  return statusLooks[status === 'queued' || status === 'skipped' ? runLooks[status] : status];
}

function fullText(difference: Difference): string {
  const expected = expectedText(difference, t);
  const text = differenceText(difference, t);
  return expected === null ? text : `${text} (${expected})`;
}
