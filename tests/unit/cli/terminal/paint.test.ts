import { stripVTControlCharacters } from 'node:util';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createPaint } from '../../../../src/cli/terminal/paint.ts';
import { keptStream, paintFor } from '../terminal-stream.ts';

beforeEach(() => {
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS']) vi.stubEnv(name, undefined);
  return () => vi.unstubAllEnvs();
});

const painted = (paint: ReturnType<typeof createPaint>) =>
  [paint.strong, paint.faint, paint.good, paint.warn, paint.bad, paint.training, paint.validation]
    .map((colour) => colour('x'))
    .concat(paint.heat('x', 0.5));

describe('createPaint', () => {
  it('colours a terminal', () => {
    const texts = painted(paintFor(80));
    for (const text of texts) expect(stripVTControlCharacters(text)).toBe('x');
    expect(texts.filter((text) => text === 'x')).toEqual([]);
  });

  it('writes plain text to a file, and where NO_COLOR asks for it', () => {
    expect(painted(paintFor())).toEqual(Array(8).fill('x'));
    // A terminal's own answer, which Node derives from NO_COLOR.
    expect(painted(createPaint(keptStream(80, 1)))).toEqual(Array(8).fill('x'));
  });

  it('shades cells with 256 colours only, from white to blue, inside the ramp', () => {
    expect(createPaint(keptStream(80, 4)).heat('x', 1)).toBe('x');
    const shades = [-1, 0, 0.5, 1, 2].map((share) => paintFor(80).heat('x', share));
    expect(shades[0]).toBe(shades[1]);
    expect(shades[3]).toBe(shades[4]);
    expect(new Set(shades).size).toBe(3);
    expect(shades[1]).toContain('48;5;231;38;5;16');
    expect(shades[3]).toContain('48;5;26;38;5;231');
  });

  it('knows the width of a terminal at every moment, and none of a file', () => {
    const stream = keptStream(100);
    const paint = createPaint(stream);
    expect(paint.columns).toBe(100);
    stream.columns = 72;
    expect(paint.columns).toBe(72);
    stream.columns = 0;
    expect(paint.columns).toBe(80);
    expect(paintFor().columns).toBe(Number.POSITIVE_INFINITY);
  });

  it('wraps sentences on a terminal and leaves them whole in a file', () => {
    const sentence = 'word '.repeat(30).trim();
    expect(paintFor(40).prose(sentence).split('\n').length).toBeGreaterThan(3);
    expect(paintFor().prose(sentence)).toBe(sentence);
  });
});
