/** Of a list with rows of one height, only those in view are drawn. */
import type { RefObject } from 'preact';
import { useCallback, useLayoutEffect, useState } from 'preact/hooks';

/** Drawn above and below what is seen, so that scrolling shows no gap. */
const rowsBeyond = 8;

export interface VisibleRows {
  /** Index of the first row to draw, and that behind the last. */
  from: number;
  to: number;
  /** Brings a row into view, if it is not. */
  reveal(index: number): void;
  /** How many rows are seen at once. */
  page: number;
}

/**
 * @param list the element that scrolls.
 * @param rowHeight in CSS pixels.
 * @param head height of what stays at the top of the list and covers rows.
 */
export function useVisibleRows(
  list: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
  head = 0,
): VisibleRows {
  const [window, setWindow] = useState({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = (): void =>
      setWindow((before) =>
        before.top === element.scrollTop && before.height === element.clientHeight
          ? before
          : { top: element.scrollTop, height: element.clientHeight },
      );
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [list]);
  const reveal = useCallback(
    (index: number) => {
      const element = list.current;
      if (!element) return;
      const top = index * rowHeight;
      const seen = element.clientHeight - head;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowHeight > element.scrollTop + seen) element.scrollTop = top + rowHeight - seen;
    },
    [list, rowHeight, head],
  );
  const first = Math.floor(window.top / rowHeight);
  const page = Math.max(1, Math.floor((window.height - head) / rowHeight));
  return {
    from: Math.max(0, Math.min(first, count) - rowsBeyond),
    to: Math.min(count, first + page + 2 + rowsBeyond),
    reveal,
    page,
  };
}

/** The row that a key leads to; null: the key is for something else. */
export function rowOfKey(key: string, current: number, count: number, page: number): number | null {
  const last = count - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, current + 1);
    case 'ArrowUp':
      return Math.max(0, current - 1);
    case 'PageDown':
      return Math.min(last, current + page);
    case 'PageUp':
      return Math.max(0, current - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
