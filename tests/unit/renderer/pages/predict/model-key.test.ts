import { expect, it } from 'vitest';
import { chosenBy, modelKey, withChosenFolds } from '#renderer/pages/predict/model-key.ts';

it('a key gives the run and its networks back', () => {
  expect(chosenBy(modelKey('20261122-1530-k3f9', 'final'))).toEqual({ run: '20261122-1530-k3f9' });
  expect(chosenBy(modelKey('20261122-1530-k3f9', 'folds'))).toEqual({
    run: '20261122-1530-k3f9',
    model: 'folds',
  });
  expect(chosenBy('model:superb')).toEqual({ run: 'model:superb' });
});

it('chosen networks of folds have a title of their own', () => {
  const choices = [
    { id: 'a', title: 'A' },
    { id: 'b', title: 'B' },
  ];
  expect(withChosenFolds(choices, ['a', modelKey('b', 'folds'), modelKey('gone', 'folds')])).toEqual([
    ...choices,
    { id: modelKey('b', 'folds'), title: 'B, networks of the folds' },
  ]);
});
