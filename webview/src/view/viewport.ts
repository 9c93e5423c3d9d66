/** Pan and zoom: the one place that moves the picture. */
import { select } from 'd3-selection';
import { type D3ZoomEvent, zoom, zoomIdentity, zoomTransform } from 'd3-zoom';
import { type Camera, type Size, zoomLimits } from './camera.ts';

export interface Viewport {
  camera(): Camera;
  size(): Size;
  /** @param smooth false: at once. Motion is also left out when the user asks for less of it. */
  moveTo(camera: Camera, smooth: boolean): void;
  zoomBy(factor: number): void;
  dispose(): void;
}

/** @param onMove called after each movement, whatever caused it. */
export function createViewport(
  svg: SVGSVGElement,
  scene: SVGGElement,
  onMove: (camera: Camera) => void,
): Viewport {
  const selection = select(svg);
  const behavior = zoom<SVGSVGElement, unknown>()
    .scaleExtent([zoomLimits.min, zoomLimits.max])
    // The wheel scrolls, as in every document; with Ctrl or Cmd (and by pinching) it zooms.
    .filter((event: MouseEvent) => (event.type === 'wheel' ? event.ctrlKey || event.metaKey : !event.button))
    .wheelDelta((event) => -event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.004))
    .clickDistance(5)
    .on('zoom', (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
      scene.setAttribute('transform', event.transform.toString());
      onMove({ x: event.transform.x, y: event.transform.y, k: event.transform.k });
    });
  selection.call(behavior).on('dblclick.zoom', null);

  const onWheel = (event: WheelEvent): void => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const { k } = zoomTransform(svg);
    const unit = event.deltaMode === 1 ? 16 : 1;
    const [dx, dy] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
    behavior.translateBy(selection, (-dx * unit) / k, (-dy * unit) / k);
  };
  svg.addEventListener('wheel', onWheel, { passive: false });

  let frame = 0;
  const camera = (): Camera => {
    const { x, y, k } = zoomTransform(svg);
    return { x, y, k };
  };
  const put = (to: Camera): void => {
    behavior.transform(selection, zoomIdentity.translate(to.x, to.y).scale(to.k));
  };
  return {
    camera,
    size: () => ({ width: svg.clientWidth, height: svg.clientHeight }),
    moveTo(to, smooth) {
      cancelAnimationFrame(frame);
      if (!smooth || matchMedia('(prefers-reduced-motion: reduce)').matches) {
        put(to);
        return;
      }
      const from = camera();
      const began = performance.now();
      const step = (time: number): void => {
        const part = Math.min(1, (time - began) / 180);
        const eased = 1 - (1 - part) ** 3;
        put({
          x: from.x + (to.x - from.x) * eased,
          y: from.y + (to.y - from.y) * eased,
          k: from.k + (to.k - from.k) * eased,
        });
        if (part < 1) frame = requestAnimationFrame(step);
      };
      frame = requestAnimationFrame(step);
    },
    zoomBy: (factor) => behavior.scaleBy(selection, factor),
    dispose() {
      cancelAnimationFrame(frame);
      selection.on('.zoom', null);
      svg.removeEventListener('wheel', onWheel);
    },
  };
}
