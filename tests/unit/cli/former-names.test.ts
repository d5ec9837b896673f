import { expect, it } from 'vitest';
import { withFormerNames } from '#cli/former-names.ts';

it('adds the old name of the features of runs and settings, at any depth', () => {
  const run = { id: 'a', settings: { network: 'compact', features: { name: 'log-mel' } } };
  expect(withFormerNames(run)).toEqual({
    id: 'a',
    settings: { network: 'compact', features: { name: 'log-mel' }, recipe: { name: 'log-mel' } },
  });
  expect(withFormerNames([{ network: 'vgg19', features: 'thesis-mfcc', uar: null }])).toEqual([
    { network: 'vgg19', features: 'thesis-mfcc', recipe: 'thesis-mfcc', uar: null },
  ]);
  for (const other of [null, 3, 'x', [], { features: 4 }, { network: 'x' }]) {
    expect(withFormerNames(other)).toEqual(other);
  }
});

it('adds the number of calm clips of a corpus', () => {
  const corpus = { name: 'RAVDESS', layout: 'ravdess', speakers: 24, labels: { calm: 192, sad: 192 } };
  expect(withFormerNames({ corpora: [corpus] })).toEqual({ corpora: [{ ...corpus, calm: 192 }] });
  expect(withFormerNames({ ...corpus, labels: { sad: 1 } })).toMatchObject({ calm: 0 });
});
