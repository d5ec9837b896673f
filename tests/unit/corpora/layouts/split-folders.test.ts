import { expect, test } from 'vitest';
import { splitPartOf } from '#core/corpora/layouts/naming.ts';

test.each([
  ['holdout', 'test'],
  ['Hold-out', 'test'],
  ['hold_out', 'test'],
  ['held out', 'test'],
  ['Training set', 'train'],
  ['dev', 'validation'],
  ['holdings', null],
  ['1', null],
])('a folder or cell called %s is %s', (word, part) => expect(splitPartOf(word)).toBe(part));
