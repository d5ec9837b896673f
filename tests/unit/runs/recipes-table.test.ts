import { expect, test } from 'vitest';
import { LOG_MEL } from '../../../src/shared/recipes.ts';
import { openLog } from './sample-run.ts';

test('recipes are kept by name', () => {
  const log = openLog();
  log.saveRecipe({ ...LOG_MEL, name: 'b' });
  log.saveRecipe({ ...LOG_MEL, name: 'a' });
  log.saveRecipe({ ...LOG_MEL, name: 'b', melBands: 40 });
  expect(log.listRecipes()).toEqual([
    { ...LOG_MEL, name: 'a' },
    { ...LOG_MEL, name: 'b', melBands: 40 },
  ]);
  expect([log.forgetRecipe('a'), log.forgetRecipe('a'), log.listRecipes().length]).toEqual([true, false, 1]);
});
