import { describe, expect, test } from 'vitest';
import { parseNumberCondition } from '#renderer/parts/table/number-condition.ts';

const VALUES = [-30, -12.5, 0, 0.4, 1, 2, 2.5, 3, 3.04, 10];
const kept = (text: string) => {
  const condition = parseNumberCondition(text);
  return condition === null ? null : VALUES.filter(condition);
};

describe('a condition on numbers', () => {
  test.each([
    ['>3', [3.04, 10]],
    ['> 3', [3.04, 10]],
    ['>=3', [3, 3.04, 10]],
    ['≥ 3', [3, 3.04, 10]],
    ['<0', [-30, -12.5]],
    ['<= -12,5', [-30, -12.5]],
    ['1..3', [1, 2, 2.5, 3]],
    ['3..1', [1, 2, 2.5, 3]],
    ['1-3', [1, 2, 2.5, 3]],
    ['1 to 3', [1, 2, 2.5, 3]],
    ['-30..-12', [-30, -12.5]],
    ['-30--12', [-30, -12.5]],
    ['>1 <3', [2, 2.5]],
    ['>1; <3', [2, 2.5]],
    ['3', [2.5, 3, 3.04]],
    ['=3.0', [3, 3.04]],
    ['3.04', [3.04]],
    ['.4', [0.4]],
    ['>1e9', null],
    ['', null],
    ['>', null],
    ['abc', null],
    ['1..', null],
    ['>1 x', null],
    ['1.2.3', null],
  ])('%s', (text, expected) => {
    expect(kept(text)).toEqual(expected);
  });
});
