/** Zooms and pans the timeline by wheel and pointer. */
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { TimelineView } from './use-timeline-view.ts';

/** How far the pointer may move in a click, in pixels. */
const steadyHand = 4;

/** @param axis the element that is as wide as the tracks, and stands where they do. */
export function usePointer(
  list: RefObject<HTMLDivElement | null>,
  axis: RefObject<HTMLDivElement | null>,
  view: TimelineView,
): void {
  const latest = useRef(view);
  latest.current = view;
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const abort = new AbortController();
    const { signal } = abort;
    const xOf = (event: MouseEvent): number =>
      event.clientX - (axis.current?.getBoundingClientRect().left ?? 0);
    element.addEventListener(
      'wheel',
      (event) => {
        const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
        if (event.ctrlKey || event.metaKey)
          latest.current.zoomBy(1.0015 ** -event.deltaY, Math.max(0, xOf(event)));
        else if (sideways !== 0) latest.current.panBy(sideways);
        else return;
        event.preventDefault();
      },
      { passive: false, signal },
    );
    listenToDrags(
      element,
      (event) => xOf(event) >= 0,
      (by) => latest.current.panBy(by),
      signal,
    );
    return () => abort.abort();
  }, [list, axis]);
}

function listenToDrags(
  element: HTMLElement,
  mayStart: (event: PointerEvent) => boolean,
  pan: (pixels: number) => void,
  signal: AbortSignal,
): void {
  let held: { x: number; moved: boolean } | null = null;
  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button === 0 && mayStart(event)) held = { x: event.clientX, moved: false };
    },
    { signal },
  );
  window.addEventListener(
    'pointermove',
    (event) => {
      if (!held || event.buttons === 0) return;
      const by = held.x - event.clientX;
      if (!held.moved && Math.abs(by) < steadyHand) return;
      held = { x: event.clientX, moved: true };
      pan(by);
    },
    { signal },
  );
  // What ends a drag is no click on a row.
  element.addEventListener(
    'click',
    (event) => {
      if (held?.moved) event.stopPropagation();
      held = null;
    },
    { capture: true, signal },
  );
}
