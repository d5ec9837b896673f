/** How reliable the model of a run is, in a line: the same in the window and on the command line. */
import { counted, withInterval } from './format.ts';
import { protocolsWith } from './protocols.ts';
import type { ModelChoice, Run } from './runs.ts';
import { isReadyMade } from './settings/ready-made-network.ts';

/** Protocols whose results hold for unseen speakers. */
export const UNSEEN_SPEAKERS: ReadonlySet<string> = new Set(protocolsWith('newSpeakers'));

/** Of a run whose final model predicts. */
export const FINAL_MODEL_SENTENCE =
  'The final model of this run, which predicts, was trained on all clips; the result is that of the protocol.';

/**
 * The training and test results of a run's model, shown beside its predictions. `model`: which of its networks predict. The final
 * model was not tested itself.
 */
export function reliabilityLine(
  run: Pick<Run, 'synthetic' | 'split' | 'corpora' | 'settings' | 'test'>,
  model: ModelChoice | null,
): string {
  const { split, corpora, settings, test } = run;
  if (isReadyMade(settings)) return readyMadeRunLine(run);
  const voices = run.synthetic ? 'Synthetic speech' : 'Acted speech';
  // `split.train` sums over folds and counts a clip once per fold, so it is limited to the number of clips.
  const clips = corpora.reduce((sum, corpus) => sum + corpus.clips, 0);
  // The final model is trained on the test clips too, after the result.
  const isFinal = model === 'final';
  const trained = isFinal ? `all ${counted(clips, 'clip')}` : counted(Math.min(split.train, clips), 'clip');
  const names = corpora.map(({ name }) => name).join(', ');
  const tested =
    test === null
      ? 'not tested.'
      : `${isFinal ? 'result from the protocol' : 'tested with'} ${settings.protocol.name}: UAR ${withInterval(test.uar, test.uarInterval, test.resampling)} on ${counted(test.clips, 'clip')}.`;
  const caution = UNSEEN_SPEAKERS.has(settings.protocol.name)
    ? ''
    : ' The test speakers also occur in training.';
  return `${voices}, trained on ${trained} of ${names || 'no corpus'}; ${tested}${test === null ? '' : caution}`;
}

/** The results of a run in which a ready-made model was tested. */
function readyMadeRunLine({ corpora, settings, test }: Pick<Run, 'corpora' | 'settings' | 'test'>): string {
  const model = settings.features.kind === 'encoder' ? settings.features.encoder : '';
  const names = corpora.map(({ name }) => name).join(', ');
  const result =
    test === null
      ? 'not tested'
      : `UAR ${withInterval(test.uar, test.uarInterval, test.resampling)} on ${counted(test.clips, 'clip')} of ${names}`;
  return `Ready-made model ${model}, not trained here: ${result}.`;
}
