import { describe, expect, test } from 'vitest';
import { createRunId } from '#core/database/runs/run-id.ts';
import { colouredRun, RUN_COLOURS, runColour, runColours } from '#renderer/theme/run-colours.ts';

/** Ids of runs of consecutive minutes. */
const ids = (count: number) =>
  Array.from({ length: count }, (_, index) => createRunId(new Date(Date.UTC(2026, 0, 1, 0, index))));

describe('the colours of runs', () => {
  test('follow from the id and are all in use', () => {
    const many = ids(2000);
    const alone = runColours();
    const counts = Array<number>(RUN_COLOURS).fill(0);
    for (const id of many) counts[alone(id)]++;
    for (const count of counts) expect(count).toBeGreaterThan(150);
    expect(many.map(runColours(many))).toEqual(many.map(alone));
  });

  test('of at most eight runs that are shown together are all different, in any order', () => {
    for (let round = 0; round < 300; round++) {
      const shown = ids(1 + (round % RUN_COLOURS));
      const colours = shown.map(runColours(shown));
      expect(new Set(colours).size).toBe(shown.length);
      expect(shown.map(runColours(shown.toReversed()))).toEqual(colours);
    }
  });

  test('change only for a run whose colour an older run has', () => {
    const alone = runColours();
    const shown = ids(200);
    const older = shown[0];
    const same = shown.slice(1).find((id) => alone(id) === alone(older))!;
    const other = shown.slice(1).find((id) => alone(id) === (alone(older) + 1) % RUN_COLOURS)!;
    const together = runColours([same, other, older]);
    expect(together(older)).toBe(alone(older));
    expect(together(other)).toBe(alone(other));
    expect(together(same)).not.toBe(alone(same));
    expect(together('another run')).toBe(alone('another run'));
  });

  test('of a group are those of its oldest run', () => {
    expect(colouredRun(['20260102-0000-bbbb', '20260101-0000-cccc', '20260103-0000-bbbb'])).toBe(
      '20260101-0000-cccc',
    );
  });
});

/** The linear parts of red, green and blue, 0…1. */
const linear = (hex: string): number[] =>
  [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });

/** WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const [low, high] = [a, b]
    .map((hex) => {
      const [red, green, blue] = linear(hex);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .toSorted((one, other) => one - other);
  return (high + 0.05) / (low + 0.05);
}

/** OKLab (Ottosson 2020). */
function oklab([r, g, b]: readonly number[]): number[] {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Full colour blindness (Machado, Oliveira and Fernandes 2009, severity 1). */
const VISIONS: Record<'full' | 'protanopia' | 'deuteranopia', readonly (readonly number[])[]> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

const seen = (hex: string, vision: keyof typeof VISIONS): number[] => {
  const light = linear(hex);
  return oklab(
    VISIONS[vision].map((row) =>
      Math.max(
        0,
        Math.min(
          1,
          row.reduce((sum, share, index) => sum + share * light[index], 0),
        ),
      ),
    ),
  );
};

describe.each(['light', 'dark'] as const)('in the %s theme, the colours', (scheme) => {
  const colours = Array.from({ length: RUN_COLOURS }, (_, colour) => runColour(colour, scheme));
  const surfaces = scheme === 'light' ? ['#ffffff', '#f6f8fa'] : ['#22272e', '#16191e'];

  test('have a contrast of 3:1 to the surfaces', () => {
    const low = colours.filter((colour) => surfaces.some((surface) => contrast(colour, surface) < 3));
    expect(low).toEqual([]);
  });

  test.each([
    ['full', 0.15],
    ['protanopia', 0.09],
    ['deuteranopia', 0.09],
  ] as const)('differ with %s vision by at least %d', (vision, min) => {
    const distances = colours.flatMap((a, index) =>
      colours
        .slice(0, index)
        .map((b) => Math.hypot(...seen(a, vision).map((part, axis) => part - seen(b, vision)[axis]))),
    );
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(min);
  });
});
