import { ActionIcon, useComputedColorScheme } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { Data, Layout, PlotMouseEvent } from 'plotly.js';
import { useEffect, useRef } from 'react';
import classes from './plot.module.css';
import { PLOT_CONFIG, type PlotColours, plotData, plotLayout } from './plot-layout.ts';
import { SaveMenu } from './save-menu.tsx';

export interface PlotProps {
  data: readonly Partial<Data>[];
  layout?: Partial<Layout>;
  /** What the plot says, for who does not see it. */
  ariaLabel: string;
  /** Of a saved picture, without its ending. */
  fileName: string;
  /** Lines over a saved picture: what it is of. */
  caption?: readonly string[];
  /** Pixels; the width is the container's. */
  height: number;
  /** A point, bar or cell was clicked. */
  onPick?(event: PlotMouseEvent): void;
}

/** A plot in the page's theme, which can be saved as PNG or SVG on white at paper size. */
export function Plot({ data, layout = {}, ariaLabel, fileName, caption, height, onPick }: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const pick = useRef(onPick);
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    pick.current = onPick;
  });

  // Drawn after loading and again whenever anything changes; `react` changes only what differs.
  useEffect(() => {
    let current = true;
    void import('./plotly.ts').then(async ({ plotly }) => {
      const element = holder.current;
      if (!current || element === null) return;
      const drawn = await plotly.react(
        element,
        plotData(data),
        { ...plotLayout(layout, coloursOf(element, scheme), fontOf(element)), height },
        PLOT_CONFIG,
      );
      if (!current) return;
      drawn.removeAllListeners('plotly_click');
      drawn.on('plotly_click', (event) => pick.current?.(event));
    });
    return () => {
      current = false;
    };
  }, [data, layout, height, scheme]);

  useEffect(() => {
    const element = holder.current;
    return () => {
      if (element !== null) void import('./plotly.ts').then(({ plotly }) => plotly.purge(element));
    };
  }, []);

  return (
    <figure className={classes.figure} style={{ height }}>
      <div ref={holder} className={classes.holder} role="img" aria-label={ariaLabel} style={{ height }} />
      <div className={classes.tools}>
        <SaveMenu picture={() => ({ data, layout, fileName, caption, fontFamily: fontOf(holder.current) })}>
          <ActionIcon variant="default" size="sm" aria-label={`Save the picture: ${ariaLabel}`}>
            <IconDownload size={14} />
          </ActionIcon>
        </SaveMenu>
      </div>
    </figure>
  );
}

/** Plotly reads no style sheet's variables, so they are read for it. */
function coloursOf(element: Element, _scheme: string): PlotColours {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return { text: read('--plot-text'), grid: read('--plot-grid'), background: 'rgba(0,0,0,0)' };
}

const fontOf = (element: Element | null): string =>
  element === null ? 'sans-serif' : getComputedStyle(element).fontFamily;
