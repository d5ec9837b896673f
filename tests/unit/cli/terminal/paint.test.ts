import { stripVTControlCharacters } from 'node:util';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createPaint } from '#cli/terminal/paint.ts';
import { paintFor, recordedStream } from '../terminal-stream.ts';

beforeEach(() => {
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'COLUMNS'])
    vi.stubEnv(name, undefined);
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

  it('writes plain text to a file and with NO_COLOR', () => {
    expect(painted(paintFor())).toEqual(Array(8).fill('x'));
    // Node derives a colour depth of 1 from NO_COLOR.
    expect(painted(createPaint(recordedStream(80, 1)))).toEqual(Array(8).fill('x'));
  });

  it('shades cells from white to blue if there are 256 colours', () => {
    expect(createPaint(recordedStream(80, 4)).heat('x', 1)).toBe('x');
    const shades = [-1, 0, 0.5, 1, 2].map((share) => paintFor(80).heat('x', share));
    expect(shades[0]).toBe(shades[1]);
    expect(shades[3]).toBe(shades[4]);
    expect(new Set(shades).size).toBe(3);
    expect(shades[1]).toContain('48;5;231;38;5;16');
    expect(shades[3]).toContain('48;5;26;38;5;231');
  });

  it('has the current width of a terminal, and none for a file', () => {
    const stream = recordedStream(100);
    const paint = createPaint(stream);
    expect(paint.columns).toBe(100);
    stream.columns = 72;
    expect(paint.columns).toBe(72);
    stream.columns = 0;
    expect(paint.columns).toBe(80);
    expect(paintFor().columns).toBe(Number.POSITIVE_INFINITY);
    // Output that another program shows.
    vi.stubEnv('COLUMNS', '66');
    expect(paintFor().columns).toBe(66);
    expect(paintFor(100).columns).toBe(100);
    vi.stubEnv('COLUMNS', 'wide');
    expect(paintFor().columns).toBe(Number.POSITIVE_INFINITY);
  });

  it('wraps sentences on a terminal, but not in a file', () => {
    const sentence = 'word '.repeat(30).trim();
    expect(paintFor(40).prose(sentence).split('\n').length).toBeGreaterThan(3);
    expect(paintFor().prose(sentence)).toBe(sentence);
  });
});
