import type { PlotlyHTMLElement, PlotRelayoutEvent } from 'plotly.js';
import { type PointerEvent, type RefObject, useCallback, useEffect, useRef } from 'react';

/** A vertical line at one place of the horizontal axis. Several plots with the same state move together. */
export interface PlotCrosshair {
  /** In the unit of the axis; null: no line. */
  x: number | null;
  /** The pointer is at this place; null when it leaves. */
  onMove(x: number | null): void;
  /** The user has zoomed to this range; null: back to the whole. */
  onRange(range: [number, number] | null): void;
}

/** What plotly has computed for a drawn axis. Its types do not have these fields. */
interface DrawnAxis {
  _offset: number;
  _length: number;
  range: [number, number];
  d2p(value: number): number;
  p2d(pixel: number): number;
}

interface DrawnLayout {
  xaxis: DrawnAxis;
  yaxis: Pick<DrawnAxis, '_offset' | '_length'>;
}

const drawnLayout = (element: Element | null): DrawnLayout | null =>
  (element as { _fullLayout?: DrawnLayout } | null)?._fullLayout ?? null;

/** Moves the line with the pointer, without drawing the plot again. */
export function useCrosshair(
  holder: RefObject<HTMLDivElement | null>,
  line: RefObject<HTMLDivElement | null>,
  crosshair: PlotCrosshair | null,
) {
  const latest = useRef(crosshair);
  latest.current = crosshair;

  const place = useCallback(() => {
    const drawn = drawnLayout(holder.current);
    const x = latest.current?.x ?? null;
    if (line.current === null) return;
    const pixel = drawn === null || x === null ? -1 : drawn.xaxis.d2p(x);
    if (drawn === null || pixel < 0 || pixel > drawn.xaxis._length) {
      line.current.hidden = true;
      return;
    }
    line.current.hidden = false;
    line.current.style.left = `${drawn.xaxis._offset + pixel}px`;
    line.current.style.top = `${drawn.yaxis._offset}px`;
    line.current.style.height = `${drawn.yaxis._length}px`;
  }, [holder, line]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the line moves with each place
  useEffect(place, [crosshair?.x, place]);

  const drawn = useCallback(
    (plot: PlotlyHTMLElement) => {
      place();
      if (latest.current === null) return;
      plot.removeAllListeners('plotly_relayout');
      plot.removeAllListeners('plotly_doubleclick');
      // A double click resets to the range of the last drawing, which may be a zoomed one.
      let resetting = false;
      plot.on('plotly_doubleclick', () => {
        resetting = true;
        latest.current?.onRange(null);
      });
      plot.on('plotly_relayout', (event) => {
        const range = resetting ? null : zoomedRange(event);
        resetting = false;
        if (range !== undefined) latest.current?.onRange(range);
        place();
      });
    },
    [place],
  );

  const onPointerMove = useCallback(
    (event: PointerEvent) => {
      const found = drawnLayout(holder.current);
      const element = holder.current;
      // While a button is held, the user zooms.
      if (latest.current === null || found === null || element === null || event.buttons !== 0) return;
      const { xaxis } = found;
      const pixel = event.clientX - element.getBoundingClientRect().left - xaxis._offset;
      if (pixel < 0 || pixel > xaxis._length) return;
      latest.current.onMove(xaxis.p2d(pixel));
    },
    [holder],
  );
  const onPointerLeave = useCallback(() => latest.current?.onMove(null), []);
  return crosshair === null ? { drawn } : { drawn, onPointerMove, onPointerLeave };
}

/** The horizontal range of a zoom; null for a reset; undefined for another change of the layout. */
function zoomedRange(event: PlotRelayoutEvent): [number, number] | null | undefined {
  const { 'xaxis.range[0]': low, 'xaxis.range[1]': high, 'xaxis.autorange': whole } = event;
  if (typeof low === 'number' && typeof high === 'number') return [low, high];
  return whole === true ? null : undefined;
}
