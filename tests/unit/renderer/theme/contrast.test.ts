import { describe, expect, it } from 'vitest';
import { emotionColour } from '#renderer/theme/emotion-colours.ts';
import { theme, themeVariables } from '#renderer/theme/theme.ts';
import { LABELS } from '#shared/labels.ts';

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** Minimum contrast of graphics, and of text (WCAG 2.2, 1.4.11 and 1.4.3). */
const GRAPHICS = 3;
const TEXT = 4.5;

describe.each(['light', 'dark'] as const)('the %s theme', (scheme) => {
  const variables = themeVariables(scheme);
  const surfaces = ['--surface', '--surface-back'].map((name) => variables[name]);

  it.each(['--plot-train', '--plot-validation', '--plot-mark', '--accent'])(
    'shows %s on every surface',
    (name) => {
      for (const surface of surfaces)
        expect(contrast(variables[name], surface)).toBeGreaterThanOrEqual(GRAPHICS);
      // Curves also cross the shade over the epochs that are not compared.
      expect(contrast(variables[name], variables['--plot-shade'])).toBeGreaterThanOrEqual(GRAPHICS);
    },
  );

  it.each(['--plot-text', '--mantine-color-dimmed'])('has readable %s', (name) => {
    for (const surface of surfaces) expect(contrast(variables[name], surface)).toBeGreaterThanOrEqual(TEXT);
  });

  it('shows the selected item of the navigation by its bar, and its text on its background', () => {
    const ink = theme.colors!.ink!;
    const background = variables['--mantine-color-ink-light'] ?? ink[1];
    const text = variables['--mantine-color-ink-light-color'] ?? ink[9];
    for (const beside of [background, variables['--surface']])
      expect(contrast(variables['--accent'], beside)).toBeGreaterThanOrEqual(GRAPHICS);
    expect(contrast(text, background)).toBeGreaterThanOrEqual(TEXT);
  });
});

it.each(Object.keys(LABELS))('shows %s in the dark theme', (label) => {
  const colour = emotionColour(label, 'dark');
  expect(contrast(colour, themeVariables('dark')['--surface'])).toBeGreaterThanOrEqual(GRAPHICS);
});
