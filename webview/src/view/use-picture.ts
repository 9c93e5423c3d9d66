/** What every picture in a page can do: pan, zoom, fit, and bring a node into view or into focus. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Layout } from '../layout/layout.ts';
import { bringIntoView, type Camera, fitCamera } from './camera.ts';
import type { KeyAction } from './picture-keys.ts';
import { createViewport, type Viewport } from './viewport.ts';

/** For the buttons around the picture. */
export interface PictureControls {
  fit(): void;
  zoomBy(factor: number): void;
}

export interface Picture {
  svg: RefObject<SVGSVGElement | null>;
  scene: RefObject<SVGGElement | null>;
  /** Null until the picture is in the page. */
  viewport: { readonly current: Viewport | null };
  /** Node that the keyboard is at; null: none was yet. */
  focused: string | null;
  setFocused(node: string): void;
  /** Moves no more than it takes to see the node; nothing happens when it is not there. */
  show(node: string | null): void;
  focus(node: string): void;
  /** Whether the action was about looking, and is done. */
  look(action: KeyAction): boolean;
}

export function usePicture(
  layout: Layout,
  onCamera: (camera: Camera) => void,
  onReady: (controls: PictureControls) => void,
): Picture {
  const svg = useRef<SVGSVGElement>(null);
  const scene = useRef<SVGGElement>(null);
  const viewport = useRef<Viewport | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const latest = useRef({ layout, onCamera });
  latest.current = { layout, onCamera };

  useLayoutEffect(() => {
    if (!svg.current || !scene.current) return;
    const created = createViewport(svg.current, scene.current, (camera) => latest.current.onCamera(camera));
    viewport.current = created;
    onReady({
      fit: () => created.moveTo(fitCamera(latest.current.layout, created.size()), true),
      zoomBy: (factor) => created.zoomBy(factor),
    });
    return () => created.dispose();
  }, []);

  const show = (node: string | null): void => {
    const box = node === null ? undefined : layout.nodes[node];
    const view = viewport.current;
    if (box && view) view.moveTo(bringIntoView(box, view.camera(), view.size()), true);
  };

  return {
    svg,
    scene,
    viewport,
    focused,
    setFocused,
    show,
    focus(node) {
      setFocused(node);
      show(node);
      svg.current
        ?.querySelector<SVGGElement>(`[data-node="${CSS.escape(node)}"]`)
        ?.focus({ preventScroll: true });
    },
    look(action) {
      const view = viewport.current;
      if (!view) return false;
      if (action.kind === 'zoom') view.zoomBy(action.factor);
      else if (action.kind === 'fit') view.moveTo(fitCamera(layout, view.size()), true);
      else if (action.kind === 'pan') {
        const camera = view.camera();
        view.moveTo({ ...camera, x: camera.x + action.x, y: camera.y + action.y }, true);
      } else return false;
      return true;
    },
  };
}
