import { describe, expect, it } from 'vitest';
import { settingAt } from '#shared/settings/catalogue.ts';
import { parseValues } from '#shared/settings/grid-values.ts';

const parse = (path: string, text: string, scale?: number) => parseValues(settingAt(path), text, scale);

describe('the values of a varied setting', () => {
  it.each<[string, string, unknown[]]>([
    ['optimizer.learningRate', '0.001, 0.01', [0.001, 0.01]],
    ['optimizer.learningRate', '1e-4..1e-2 log 3', [0.0001, 0.001, 0.01]],
    ['optimizer.learningRate', '0.1..0.3 step 0.1', [0.1, 0.2, 0.3]],
    ['optimizer.learningRate', '.5;1.', [0.5, 1]],
    ['batchSize', '16..64 step 16', [16, 32, 48, 64]],
    ['batchSize', '8, 16..20 step 3, 16', [8, 16, 19]],
    ['seed', '1..4', [1, 2, 3, 4]],
    ['seed', '7, 8 9', [7, 8, 9]],
    ['seed', '0 .. 2', [0, 1, 2]],
    ['seed', '5..5', [5]],
    ['earlyStopping.enabled', 'on, off, on', [true, false]],
    ['schedule.kind', 'cosine, constant', ['cosine', 'constant']],
    ['freezeUpTo', 'none, stem', [null, 'stem']],
  ])('%s: %s', (path, text, values) => {
    expect(parse(path, text)).toEqual({ values, problem: null });
  });

  it('can be typed in per cent', () => {
    expect(parse('protocol.testShare', '10..30 step 10', 100).values).toEqual([0.1, 0.2, 0.3]);
  });

  it.each([
    ['batchSize', '', 'Enter at least one value.'],
    ['batchSize', ' , ', 'Enter at least one value.'],
    ['batchSize', '16, x', '“x” is not a number.'],
    ['batchSize', '0x10', '“0x10” is not a number.'],
    ['batchSize', 'Infinity', '“Infinity” is not a number.'],
    ['batchSize', '0, 16', '0: Enter a whole number from 1 to 4,096.'],
    ['batchSize', '1.5', '1.5: Enter a whole number from 1 to 4,096.'],
    ['batchSize', '64..16', /^“64\.\.16” is not a range/],
    ['batchSize', '16..', /^“16\.\.” is not a number/],
    ['batchSize', '16..64 step 0', /must be a number above 0/],
    ['seed', '0..999999999', 'Enter at most 1,000 values.'],
    ['seed', '0..9007199254740992 step 9007199254740992', /Enter a whole number/],
    ['optimizer.learningRate', '0.1..0.5', /^Add a step/],
    ['optimizer.learningRate', '0..1 log 3', /must be above 0/],
    ['optimizer.learningRate', '1e-3..1 log 1', /a whole number from 2/],
    ['optimizer.learningRate', '1e-3..1 log 1e9', 'Enter at most 1,000 values.'],
    ['schedule.kind', 'linear', 'linear: Choose another value.'],
    ['earlyStopping.enabled', 'maybe', 'maybe: Choose another value.'],
  ])('%s: “%s” is refused', (path, text, problem) => {
    const parsed = parse(path, text);
    expect(parsed.values).toBeNull();
    expect(parsed.problem).toMatch(problem);
  });
});
