import type { ExperimentLog } from '#core/database/experiment-log.ts';
import { UserError } from '#shared/failure.ts';
import {
  AS_LABELLED,
  LABEL_SETS,
  type LabelSet,
  type LabelSetInput,
  labelSetSchema,
} from '#shared/label-sets.ts';
import { canonicalJson } from '#shared/settings/canonical.ts';

/**
 * A whole label set, or the shipped or saved one of this name.
 * @throws UserError `no-such-label-set`; `name-taken` for another set with the name of a shipped one.
 */
export function findLabelSet(log: Pick<ExperimentLog, 'listLabelSets'>, labels: LabelSetInput): LabelSet {
  if (typeof labels !== 'string') {
    refuseShippedName(labels);
    return labels;
  }
  if (Object.hasOwn(LABEL_SETS, labels)) return LABEL_SETS[labels];
  const saved = log.listLabelSets();
  const found = saved.find(({ name }) => name === labels);
  if (found !== undefined) return found;
  const names = [...Object.keys(LABEL_SETS), ...saved.map(({ name }) => name)].join(', ');
  throw new UserError('no-such-label-set', `There is no label set “${labels}”. Choose one of: ${names}.`);
}

/** Results under the name of a known set must be results of that set. */
function refuseShippedName(set: LabelSet): void {
  if (set.name === AS_LABELLED || !Object.hasOwn(LABEL_SETS, set.name)) return;
  // A request may leave out what has a default.
  const whole = labelSetSchema.safeParse(set).data ?? set;
  if (canonicalJson(whole) === canonicalJson(LABEL_SETS[set.name])) return;
  throw new UserError(
    'name-taken',
    `“${set.name}” is a label set of the program with other emotions. Choose another name.`,
  );
}
