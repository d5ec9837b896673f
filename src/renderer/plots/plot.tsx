import { ActionIcon, useComputedColorScheme } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { Data, Layout, PlotMouseEvent } from 'plotly.js';
import { useEffect, useRef } from 'react';
import classes from './plot.module.css';
import { type PlotCrosshair, useCrosshair } from './plot-crosshair.ts';
import { PLOT_CONFIG, type PlotColours, plotData, plotLayout, withColours } from './plot-layout.ts';
import { SaveMenu } from './save-menu.tsx';

export interface PlotProps {
  data: readonly Partial<Data>[];
  layout?: Partial<Layout>;
  /** The content of the plot as text, for screen readers. */
  ariaLabel: string;
  /** The name of a saved image, without its extension. */
  fileName: string;
  /** Lines above the plot in a saved image: what it shows. */
  caption?: readonly string[];
  /** In pixels; the width is that of the container. */
  height: number;
  /** Called when a point, bar or cell is clicked. */
  onPick?(event: PlotMouseEvent): void;
  /** A vertical line that several plots share. */
  crosshair?: PlotCrosshair;
}

/** A plot in the page's theme. It can be saved as PNG or SVG on white at paper size. */
export function Plot({
  data,
  layout = {},
  ariaLabel,
  fileName,
  caption,
  height,
  onPick,
  crosshair,
}: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const pick = useRef(onPick);
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    pick.current = onPick;
  });

  const { drawn: onDrawn, ...pointer } = useCrosshair(holder, line, crosshair ?? null);

  // Drawn after plotly is loaded and after every change; `react` updates only what differs.
  useEffect(() => {
    let current = true;
    void import('./plotly.ts').then(async ({ plotly }) => {
      const element = holder.current;
      if (!current || element === null) return;
      const colours = coloursOf(element, scheme);
      const drawn = await plotly.react(
        element,
        plotData(data, colours.of),
        { ...withColours(plotLayout(layout, colours, fontOf(element)), colours.of), height },
        PLOT_CONFIG,
      );
      if (!current) return;
      drawn.removeAllListeners('plotly_click');
      drawn.on('plotly_click', (event) => pick.current?.(event));
      onDrawn(drawn);
    });
    return () => {
      current = false;
    };
  }, [data, layout, height, scheme, onDrawn]);

  // Plotly itself follows the window only, not a container whose width changes for another reason.
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      void import('./plotly.ts').then(({ plotly }) => {
        if (element.isConnected && width > 0 && element.classList.contains('js-plotly-plot'))
          plotly.Plots.resize(element);
      });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = holder.current;
    return () => {
      if (element !== null) void import('./plotly.ts').then(({ plotly }) => plotly.purge(element));
    };
  }, []);

  return (
    <figure className={classes.figure} style={{ height }} {...pointer}>
      <div ref={holder} className={classes.holder} role="img" aria-label={ariaLabel} style={{ height }} />
      {crosshair !== undefined && <div ref={line} className={classes.crosshair} hidden />}
      <div className={classes.tools}>
        <SaveMenu picture={() => ({ data, layout, fileName, caption })}>
          <ActionIcon variant="default" size="sm" aria-label={`Save image: ${ariaLabel}`}>
            <IconDownload size={14} />
          </ActionIcon>
        </SaveMenu>
      </div>
    </figure>
  );
}

/** Reads the theme's colours, because plotly does not understand CSS variables. */
function coloursOf(element: Element, _scheme: string): PlotColours & { of: (name: string) => string } {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: read('--plot-text'),
    grid: read('--plot-grid'),
    background: 'rgba(0,0,0,0)',
    of: read,
  };
}

const fontOf = (element: Element): string => getComputedStyle(element).fontFamily;
