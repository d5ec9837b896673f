import { describe, expect, it } from 'vitest';
import {
  bar,
  createProgress,
  formatSeconds,
  type ProgressStream,
  remainingSeconds,
} from '#cli/terminal/progress.ts';
import { textWidth } from '#cli/terminal/text.ts';

/** A stream that records each write, and a clock that only the test advances. */
function setUp(terminal: { columns: number } | null, quiet = false) {
  const written: string[] = [];
  const clock = { milliseconds: 1_000_000 };
  const stream: ProgressStream = {
    ...(terminal && { isTTY: true, columns: terminal.columns }),
    write: (text) => written.push(text),
  };
  const progress = createProgress(stream, quiet, () => clock.milliseconds);
  return { progress, written, clock };
}

const ERASE = '\r\u001b[K';

describe('on a terminal', () => {
  it('redraws one line at most ten times a second', () => {
    const { progress, written, clock } = setUp({ columns: 80 });
    progress.update('reading', 0, 100);
    progress.update('reading', 1, 100);
    clock.milliseconds += 99;
    progress.update('reading', 2, 100);
    expect(written).toEqual([`${ERASE}reading    ▕${' '.repeat(24)}▏ 0/100`]);
    clock.milliseconds += 1;
    progress.update('reading', 50, 100);
    expect(written[1]).toBe(`${ERASE}reading    ▕${'█'.repeat(12)}${' '.repeat(12)}▏ 50/100`);
  });

  it('shows the remaining time while the details change', () => {
    const { progress, written, clock } = setUp({ columns: 80 });
    progress.update('epoch 1/3', 0, 100, 'loss 2.1');
    clock.milliseconds += 10_000;
    progress.update('epoch 1/3', 25, 100, 'loss 1.9');
    expect(written.at(-1)).toContain('25/100  30 s left  loss 1.9');
  });

  it('measures the speed without the clips that were in the cache', () => {
    const { progress, written, clock } = setUp({ columns: 80 });
    progress.update('features', 900, 1000);
    clock.milliseconds += 10_000;
    progress.update('features', 950, 1000);
    expect(written.at(-1)).toContain('10 s left');
  });

  it('starts again with another label, and erases the line at the end', () => {
    const { progress, written, clock } = setUp({ columns: 80 });
    progress.update('reading', 1, 2);
    progress.update('features', 0, 2);
    expect(written.slice(1)).toEqual([ERASE, expect.stringContaining('features')]);
    clock.milliseconds += 1000;
    progress.update('features', 2, 2);
    expect(written.at(-1)).toBe(ERASE);
    const before = written.length;
    progress.clear();
    progress.clear();
    expect(written).toHaveLength(before);
  });

  it('counts without a total', () => {
    const { progress, written } = setUp({ columns: 80 });
    progress.update('searching', 7, null);
    expect(written).toEqual([`${ERASE}searching  7`]);
  });

  it('leaves the last columns free, where a terminal writes ^C', () => {
    const { progress, written } = setUp({ columns: 30 });
    progress.update('a very long label indeed', 123_456, 1_000_000, 'and details');
    expect(textWidth(written[0].replace(ERASE, ''))).toBeLessThanOrEqual(27);
  });

  it('accepts a total of 0 and a terminal without a width', () => {
    const { progress, written } = setUp({ columns: 0 });
    progress.update('features', 0, 0);
    progress.update('reading', 0, 1);
    expect(written).toHaveLength(1);
  });
});

describe('in a file', () => {
  it('prints a line every ten seconds, and none for shorter work', () => {
    const { progress, written, clock } = setUp(null);
    for (let done = 0; done <= 100; done++) {
      progress.update('epoch 1/3', done, 100, `loss ${done}`);
      clock.milliseconds += 99;
    }
    expect(written).toEqual([]);
    progress.update('epoch 2/3', 0, 100);
    clock.milliseconds += 10_000;
    progress.update('epoch 2/3', 20, 100, 'loss 1.2');
    progress.update('epoch 2/3', 21, 100);
    expect(written).toEqual(['epoch 2/3: 20 of 100, loss 1.2, 40 s left\n']);
    progress.clear();
    expect(written).toHaveLength(1);
  });
});

it('prints nothing if quiet', () => {
  const { progress, written, clock } = setUp({ columns: 80 }, true);
  progress.update('reading', 1, 10);
  clock.milliseconds += 60_000;
  progress.update('reading', 2, 10);
  progress.clear();
  expect(written).toEqual([]);
});

describe('times and bars', () => {
  it('formats seconds', () => {
    expect([0, 0.4, 59.4, 59.6, 65, 3600, 7390, Number.NaN, -3].map(formatSeconds)).toEqual([
      '0 s',
      '0 s',
      '59 s',
      '1:00',
      '1:05',
      '1:00:00',
      '2:03:10',
      '–',
      '0 s',
    ]);
  });

  it('gives no remaining time without a speed', () => {
    expect(remainingSeconds(0.4, 5, 10)).toBeUndefined();
    expect(remainingSeconds(10, 0, 10)).toBeUndefined();
    expect(remainingSeconds(10, 5, 10)).toBe(10);
    expect(remainingSeconds(10, 20, 10)).toBe(0);
  });

  it('fills a bar in eighths', () => {
    expect(bar(0, 4)).toBe('    ');
    expect(bar(0.5, 4)).toBe('██  ');
    expect(bar(1 / 32, 4)).toBe('▏   ');
    expect([bar(2, 4), bar(-1, 4)]).toEqual(['████', '    ']);
    for (let i = 0; i <= 64; i++) expect(bar(i / 64, 8)).toHaveLength(8);
  });
});
