import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** True while an element is higher than it is wide. */
export function useUpright(element: RefObject<HTMLElement | null>): boolean {
  const [isUpright, setUpright] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new ResizeObserver(() => setUpright(current.clientHeight > current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return isUpright;
}
