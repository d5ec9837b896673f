import { describe, expect, it } from 'vitest';
import { createSureness } from '#core/laboratory/recognition/sureness.ts';
import { rightShareAt } from '#shared/calibration.ts';
import { EMOTIONS, perEmotion } from '#shared/emotions.ts';
import { recordRun } from '../../comparisons/sample-comparison.ts';
import { openLog } from '../../database/sample-run.ts';

const prediction = (probability: number) => ({
  path: '/a.wav',
  emotion: 'sad' as const,
  probabilities: perEmotion(EMOTIONS, (emotion) => (emotion === 'sad' ? probability : (1 - probability) / 6)),
  milliseconds: 1,
});

describe('how sure a model is', () => {
  it('is compared with the scaled test clips of its run', () => {
    const log = openLog();
    const run = log.describeRun(recordRun(log, { name: 'scaled', temperature: 0.5, strength: 0.8 }));
    const { calibration } = log.showRun(run.id);
    const fullest = calibration!.bins.reduce((most, bin) => (bin.clips > most.clips ? bin : most));
    const sureness = createSureness({ log })(run, [0.5]);
    expect(sureness.of(prediction(fullest.confidence), null)).toEqual({
      probability: fullest.confidence,
      calibrated: true,
      rightShare: rightShareAt(calibration!, fullest.confidence),
    });
    expect(rightShareAt(calibration!, fullest.confidence)).toBeGreaterThan(0);
    // No test clip was that sure.
    expect(sureness.of(prediction(0.999), null).rightShare).toBeNull();
  });

  it('is compared with the unscaled test clips of a run without temperatures', () => {
    const log = openLog();
    const run = log.describeRun(recordRun(log, { name: 'old', strength: 0.8 }));
    const { calibration } = log.showRun(run.id);
    const sure = createSureness({ log })(run, null).of(prediction(0.3), null);
    expect(sure.calibrated).toBe(false);
    expect(sure.rightShare).toBe(rightShareAt(calibration!, 0.3));
    expect(sure.rightShare).not.toBeNull();
  });

  it('is not compared for a sound of several windows or of the training, or a run that was not tested', () => {
    const log = openLog();
    const run = log.describeRun(recordRun(log, { name: 'long', strength: 0.8 }));
    const timeline = [{ startSeconds: 0, endSeconds: 9, emotion: null, probabilities: null }];
    const sure = createSureness({ log })(run, null);
    expect(sure.of({ ...prediction(0.3), timeline }, null).rightShare).toBeNull();
    expect(sure.of(prediction(0.3), null).rightShare).not.toBeNull();
    expect(sure.of(prediction(0.3), 'near-identical').rightShare).toBeNull();
    const untested = log.describeRun(recordRun(log, { name: 'running', finished: false }));
    expect(createSureness({ log })(untested, null).of(prediction(0.3), null).rightShare).toBeNull();
  });

  it('is read once for each state of a run, and again after it was trained further', () => {
    const log = openLog();
    const id = recordRun(log, { name: 'further', strength: 0.8 });
    let reads = 0;
    const counting = {
      showTested: (run: string) => {
        reads++;
        return log.showTested(run);
      },
    };
    const surenessOf = createSureness({ log: counting as typeof log });
    for (let time = 0; time < 3; time++) surenessOf(log.describeRun(id), null);
    expect(reads).toBe(1);
    const [fold] = log.describeRun(id).folds;
    surenessOf({ ...log.describeRun(id), folds: [{ ...fold, temperature: 3 }] }, [3]);
    expect(reads).toBe(2);
  });
});
