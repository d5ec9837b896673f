import type { Data, Layout } from 'plotly.js';
import { expect, test } from 'vitest';
import { Plot } from '#renderer/plots/plot.tsx';
import { renderPart } from '../render-part.tsx';

const DATA: Partial<Data>[] = [
  { type: 'scatter', mode: 'lines', x: [1, 2], y: [1, 2], line: { color: 'var(--plot-train)' } },
];
const LAYOUT: Partial<Layout> = {};

test('a plot follows the width of its container', async () => {
  const screen = await renderPart(
    <div data-testid="container" style={{ width: 190 }}>
      <Plot data={DATA} layout={LAYOUT} ariaLabel="Some lines" fileName="lines" height={200} />
    </div>,
  );
  const plotWidth = () => screen.container.querySelector('.main-svg')?.getBoundingClientRect().width;
  await expect.poll(plotWidth, { timeout: 15_000 }).toBe(190);
  (screen.getByTestId('container').element() as HTMLElement).style.width = '640px';
  await expect.poll(plotWidth).toBe(640);
});

test('a plot has the colours of the theme', async () => {
  const screen = await renderPart(
    <Plot data={DATA} layout={LAYOUT} ariaLabel="Some lines" fileName="lines" height={200} />,
  );
  const stroke = () => {
    const line = screen.container.querySelector('.js-line');
    return line === null ? null : getComputedStyle(line).stroke;
  };
  await expect.poll(stroke, { timeout: 15_000 }).toBe('rgb(0, 114, 178)');
  await screen.setScheme('dark');
  await expect.poll(stroke).toBe('rgb(90, 169, 230)');
});
