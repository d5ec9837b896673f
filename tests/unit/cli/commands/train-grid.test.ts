import { describe, expect, it } from 'vitest';
import { variedValues } from '#cli/commands/train-grid.ts';

describe('values of --vary', () => {
  it('are given by the name of an option or the path of a setting', () => {
    expect(variedValues(['network=compact, vgg19', 'learning-rate=1e-4..1e-2 log 3'])).toEqual({
      network: ['compact', 'vgg19'],
      'optimizer.learningRate': [0.0001, 0.001, 0.01],
    });
    expect(variedValues(['optimizer.learningRate=0.01', 'learning-rate=0.02'])).toEqual({
      'optimizer.learningRate': [0.01, 0.02],
    });
    expect(variedValues(['optimizer=adam,sgd', 'seed=1..3'])).toEqual({
      'optimizer.name': ['adam', 'sgd'],
      seed: [1, 2, 3],
    });
  });

  it('of sets of settings are their names', () => {
    expect(variedValues(['augmentation=none,standard', 'features=log-mel'])).toEqual({
      augmentation: ['none', 'standard'],
      features: ['log-mel'],
    });
  });

  it.each([
    ['network', /needs NAME=VALUES/],
    ['=1', /needs NAME=VALUES/],
    ['colour=red', /no such setting/],
    ['constructor=1', /no such setting/],
    ['epochs=0', /--vary epochs: 0: Enter a whole number/],
    ['epochs=', /at least one value/],
  ])('that are wrong are refused: %s', (text, reason) => {
    expect(() => variedValues([text])).toThrow(reason);
  });
});
