import { type JobControl, yieldToMessages } from '#core/jobs/job-control.ts';
import { fitTemperature } from '#core/metrics/calibration.ts';
import { type PredictionSource, predictClips, type TestedInputs } from './evaluate.ts';

/**
 * The temperature of a trained network ({@link fitTemperature}) on the fold's validation clips, which it was not trained on: the
 * test clips must stay unseen, and on training clips every network is too sure. Null without validation clips. A network with
 * equal weights gives an equal temperature, so a fold that was trained before a resume keeps its own. `tested` as for the test
 * ({@link predictClips}).
 */
export async function fitFoldTemperature(
  source: Omit<PredictionSource, 'hold'>,
  validation: readonly number[],
  control: JobControl,
  tested?: TestedInputs,
): Promise<number | null | 'stopped'> {
  const hold = async () => {
    await yieldToMessages(control);
    return control.command === 'stop';
  };
  const probabilities = await predictClips({ ...source, hold }, validation, tested);
  if (probabilities === null) return 'stopped';
  return fitTemperature(
    probabilities,
    validation.map((index) => source.clips[index].emotion),
  );
}
