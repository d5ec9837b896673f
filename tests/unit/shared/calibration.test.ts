import { describe, expect, it } from 'vitest';
import {
  type Calibration,
  calibrationSentence,
  RELIABILITY_BINS,
  reliabilityBinOf,
  reliabilitySentence,
  rightShareAt,
  rightShareText,
} from '#shared/calibration.ts';

/** Bins as `[number, clips, accuracy]`. */
const calibration = (...bins: [bin: number, clips: number, accuracy: number][]): Calibration => ({
  eceBefore: 0.2,
  eceAfter: 0.1,
  bins: bins.map(([bin, clips, accuracy]) => ({
    from: bin / RELIABILITY_BINS,
    to: (bin + 1) / RELIABILITY_BINS,
    clips,
    confidence: (bin + 0.5) / RELIABILITY_BINS,
    accuracy,
    accuracyInterval: [0, 1],
  })),
  fittedOn: 'validation',
  testSpeakers: null,
  missing: null,
});

it('a bin excludes its lower end and includes its upper one', () => {
  expect([0, 1e-9, 0.2, 0.2000001, 1].map(reliabilityBinOf)).toEqual([0, 0, 2, 3, 14]);
  for (let bin = 0; bin < RELIABILITY_BINS; bin++)
    expect(reliabilityBinOf((bin + 0.5) / RELIABILITY_BINS)).toBe(bin);
});

describe('the share of right cases at a probability', () => {
  it('is that of its bin with 20 clips or more', () => {
    const full = calibration([8, 500, 0.1], [9, 20, 0.55], [10, 500, 0.9]);
    expect(rightShareAt(full, 0.65)).toBeCloseTo(0.55, 12);
  });

  it('is that of the bin and its neighbours if these have 20 clips together, otherwise unknown', () => {
    const thin = calibration([7, 500, 0], [8, 10, 0.5], [9, 5, 0.8], [10, 5, 1], [11, 500, 0]);
    expect(rightShareAt(thin, 0.65)).toBeCloseTo((5 + 4 + 5) / 20, 12);
    expect(rightShareAt(calibration([8, 9, 0.5], [9, 5, 0.8], [10, 5, 1]), 0.65)).toBeNull();
    // An empty bin between two full ones.
    expect(rightShareAt(calibration([8, 10, 0.5], [10, 10, 1]), 0.65)).toBeCloseTo(0.75, 12);
    expect(rightShareAt(calibration([0, 500, 0.3]), 0.99)).toBeNull();
    expect(rightShareAt(calibration(), 0.5)).toBeNull();
  });

  it('is said in tenths', () => {
    const sure = { probability: 0.7, calibrated: true, rightShare: 0.62 };
    expect(rightShareText(sure)).toBe('right in about 6 of 10 cases when this sure');
    expect(rightShareText({ ...sure, rightShare: null })).toBeNull();
  });
});

describe('sentences', () => {
  it('name the fullest bin if it has 20 clips', () => {
    expect(reliabilitySentence(calibration([3, 19, 0.3], [10, 60, 0.617]))).toBe(
      'When the model is about 70 % sure, it is right in 62 of 100 cases.',
    );
    expect(reliabilitySentence(calibration([3, 19, 0.3]))).toBeNull();
    expect(reliabilitySentence(calibration())).toBeNull();
  });

  it('give both errors, or say why there is only one', () => {
    expect(calibrationSentence(calibration())).toContain('20.0 % before temperature scaling, 10.0 % after');
    const old = calibrationSentence({
      ...calibration(),
      eceAfter: null,
      fittedOn: null,
      missing: 'earlier-version',
    });
    expect(old).toContain('20.0 %');
    expect(old).toContain('earlier version');
  });

  it('say that a value comes from few other test speakers', () => {
    const sentence = (testSpeakers: number) =>
      calibrationSentence({ ...calibration(), fittedOn: 'other-speakers', testSpeakers });
    expect(sentence(3)).toMatch(/10\.0 % after it\. .*other test speakers.*only 3 test speakers.*coarse\.$/);
    expect(sentence(30)).not.toContain('coarse');
  });
});
