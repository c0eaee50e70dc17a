interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PointerActions {
  /** Null when the pointer has left. */
  hover(point: Point | null): void;
  click(point: Point): void;
  /** The view moves by so many pixels to the right. */
  pan(pixels: number): void;
  zoom(factor: number, x: number): void;
  zoomedIn(): boolean;
}

/** Pixels that a pressed pointer may move and still click. */
const stillness = 4;

/** Hover, click, drag to pan, Ctrl and wheel to zoom (or a pinch), a sideways wheel to pan. */
export function listenToPointer(surface: SVGSVGElement, actions: PointerActions): void {
  let pressed: { readonly x: number; last: number; dragged: boolean } | null = null;
  const pointOf = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = surface.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  surface.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const { x } = pointOf(event);
    pressed = { x, last: x, dragged: false };
  });
  surface.addEventListener('pointermove', (event) => {
    const point = pointOf(event);
    if (pressed !== null && actions.zoomedIn()) {
      if (!pressed.dragged && Math.abs(point.x - pressed.x) > stillness) {
        pressed.dragged = true;
        surface.setPointerCapture(event.pointerId);
        surface.classList.add('dragged');
      }
      if (pressed.dragged) {
        actions.pan(pressed.last - point.x);
        pressed.last = point.x;
        return;
      }
    }
    actions.hover(point);
  });
  const release = (event: PointerEvent): void => {
    surface.classList.remove('dragged');
    if (event.type === 'pointerup' && pressed !== null && !pressed.dragged) {
      actions.click(pointOf(event));
    }
    pressed = null;
  };
  surface.addEventListener('pointerup', release);
  surface.addEventListener('pointercancel', release);
  surface.addEventListener('pointerleave', () => actions.hover(null));
  surface.addEventListener(
    'wheel',
    (event) => {
      const { deltaX, deltaY, ctrlKey, metaKey, shiftKey } = event;
      if (ctrlKey || metaKey) {
        event.preventDefault();
        actions.zoom(1.0025 ** -deltaY, pointOf(event).x);
        return;
      }
      const sideways = shiftKey ? deltaX || deltaY : deltaX;
      if (!actions.zoomedIn() || Math.abs(sideways) <= Math.abs(shiftKey ? 0 : deltaY)) return;
      event.preventDefault();
      actions.pan(sideways);
    },
    { passive: false },
  );
}
