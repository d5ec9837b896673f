import { expect, test } from 'vitest';
import { IntervalStrip } from '#renderer/parts/runs/interval-strip.tsx';
import { RunDot } from '#renderer/parts/runs/run-dot.tsx';
import { runColour } from '#renderer/theme/run-colours.ts';
import { renderPart } from '../render-part.tsx';

/** A CSS colour as `rgb(…)`. */
const rgb = (hex: string) =>
  `rgb(${[1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ')})`;

test('a run’s dot has its colour in both themes, and is hidden from assistive technology', async () => {
  const screen = await renderPart(<RunDot colour={3} />);
  const dot = screen.container.querySelector('main > span')!;
  expect(dot.getAttribute('aria-hidden')).toBe('true');
  expect(getComputedStyle(dot).backgroundColor).toBe(rgb(runColour(3, 'light')));
  await screen.setScheme('dark');
  expect(getComputedStyle(dot).backgroundColor).toBe(rgb(runColour(3, 'dark')));
});

test('strips draw value, interval and chance level on one axis, and stay within it', async () => {
  const screen = await renderPart(
    <div style={{ width: 200 }}>
      <IntervalStrip value={0.5} interval={[0.4, 0.75]} chance={0.25} />
      <IntervalStrip value={0.01} interval={[-0.2, 1.3]} chance={0.25} />
      <IntervalStrip value={0.5} interval={null} chance={0.25} />
    </div>,
  );
  const strips = [...screen.container.querySelectorAll('main > div > span')];
  const places = strips.map((strip) =>
    [...strip.children].map((mark) => {
      const { left, width } = mark.getBoundingClientRect();
      const from = left - strip.getBoundingClientRect().left;
      return [Math.round(from), Math.round(from + width)];
    }),
  );
  expect(places).toEqual([
    [
      [50, 51],
      [80, 150],
      [97, 103],
    ],
    [
      [50, 51],
      [0, 200],
      [-1, 5],
    ],
    [
      [50, 51],
      [97, 103],
    ],
  ]);
});
