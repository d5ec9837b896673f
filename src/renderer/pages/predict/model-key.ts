import type { ModelChoice } from '#shared/runs.ts';

const FOLDS = '~folds';

/**
 * A chosen model as one text, for addresses and as the key of its predictions: the id of a run or `model:NAME`, with an addition if
 * the networks of the run's folds predict in place of its final model.
 */
export const modelKey = (run: string, model: ModelChoice): string =>
  model === 'folds' ? `${run}${FOLDS}` : run;

/** What a request about the model has. */
export const chosenBy = (key: string): { run: string; model?: ModelChoice } =>
  key.endsWith(FOLDS) ? { run: key.slice(0, -FOLDS.length), model: 'folds' } : { run: key };

/** The choices with an own entry for each chosen key whose folds predict. */
export function withChosenFolds<Choice extends { id: string; title: string }>(
  choices: readonly Choice[],
  keys: readonly string[],
): Choice[] {
  const chosen = keys.flatMap((key) => {
    const { run, model } = chosenBy(key);
    const choice = choices.find(({ id }) => id === run);
    if (model !== 'folds' || choice === undefined) return [];
    return { ...choice, id: key, title: `${choice.title}, networks of the folds` };
  });
  return [...choices, ...chosen];
}
