import type { Clip } from '../../shared/corpora.ts';
import type { ExperimentLog } from '../runs/experiment-log.ts';

/**
 * The clips that a run was trained or chosen on, in their order in the record. With several folds that is every clip
 * that any of the networks knows.
 * @throws UserError `no-such-run`.
 */
export function trainedClips(log: Pick<ExperimentLog, 'showSplit'>, run: string): Clip[] {
  const { clips, folds } = log.showSplit(run);
  const known = new Uint8Array(clips.length);
  for (const { train, validation } of folds) {
    for (const index of train) known[index] = 1;
    for (const index of validation) known[index] = 1;
  }
  return clips.filter((_, index) => known[index] === 1);
}
