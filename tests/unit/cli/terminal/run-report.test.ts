import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runReport } from '#cli/terminal/run-report.ts';
import { textWidth } from '#cli/terminal/text.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { paintFor } from '../terminal-stream.ts';
import { runOf } from './sample-metrics.ts';

describe('runReport', () => {
  it('reports a finished run within 80 columns', () => {
    const text = stripVTControlCharacters(runReport(runOf(), paintFor(80)));
    for (const part of [
      /loss\n/,
      /accuracy\n/,
      'first try  20261122-1530-k3f9  finished',
      'compact on log-mel, speaker-independent, seed 7, engine wasm (cpu), 311,127',
      'TESS: 2,800 clips; 20 training, 10 validation, 12 test',
      'Train and test speakers are disjoint',
      'Label set “seven”: calm counts as neutral;',
      'UAR (mean recall)',
      'rows: actual, columns: predicted',
      'leakage check',
      'No shared clips or speakers',
    ]) {
      expect(text).toMatch(part);
    }
    expect(text).not.toContain('synthetic');
    expect(text).not.toContain('best epoch');
    for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(80);
  });

  it('warns of synthetic voices and gives the reason of a failure', () => {
    const text = runReport(
      runOf({
        synthetic: true,
        status: 'failed',
        failure: { code: 'x', message: 'The loss became NaN.' },
        test: null,
      }),
      paintFor(),
    );
    expect(text).toContain('say nothing about real voices');
    expect(text).toContain('The loss became NaN.');
    expect(text).not.toContain('UAR');
  });

  it('says that the final model was trained on all clips, and whose the result is', () => {
    const reported = (model: 'final' | 'folds') =>
      stripVTControlCharacters(runReport(runOf({ model }), paintFor(200)));
    expect(reported('final')).toContain('was trained on all clips; the result is that of the protocol.');
    expect(reported('folds')).not.toContain('all clips');
  });

  it('says how far the probabilities can be trusted', () => {
    const bin = { from: 10 / 15, to: 11 / 15, clips: 60, confidence: 0.7, accuracy: 0.62 };
    const calibration = {
      eceBefore: 0.123,
      eceAfter: 0.045,
      bins: [{ ...bin, accuracyInterval: [0.5, 0.7] as [number, number] }],
      ...({ fittedOn: 'validation', testSpeakers: null, missing: null } as const),
    };
    const text = stripVTControlCharacters(runReport(runOf({ calibration }), paintFor(200)));
    expect(text).toContain('When the model is about 70 % sure, it is right in 62 of 100 cases.');
    expect(text).toContain('12.3 % before temperature scaling, 4.5 % after it.');
    const unscaled = { ...calibration, eceAfter: null, fittedOn: null, missing: 'earlier-version' } as const;
    const old = runReport(runOf({ calibration: unscaled }), paintFor(400));
    expect(stripVTControlCharacters(old)).toMatch(/error: 12\.3 %\. No value after scaling/);
  });

  it('lists the folds of a protocol with several folds', () => {
    const [fold] = runOf().folds;
    const folds = [
      fold,
      { ...fold, fold: 1, name: 'RAVDESS/02', uar: null, accuracy: null, bestEpoch: null },
    ];
    const text = runReport(runOf({ folds, test: null }), paintFor());
    expect(text).toMatch(/RAVDESS\/02 +12 +– +– +–/);
    expect(text).toContain('(2 folds together)');
  });

  it('draws no curve for fewer than two epochs', () => {
    expect(runReport(runOf({ epochs: runOf().epochs.slice(0, 1) }), paintFor())).not.toMatch(
      /[\u2801-\u28ff]/,
    );
  });

  it('names settings that are switched off', () => {
    const settings = {
      ...DEFAULT_SETTINGS,
      earlyStopping: { ...DEFAULT_SETTINGS.earlyStopping, enabled: false },
      augmentation: {
        ...DEFAULT_SETTINGS.augmentation,
        frequencyMasks: 0,
        timeMasks: 0,
        noise: 0,
        shiftFrames: 0,
      },
    };
    const text = runReport(runOf({ settings }), paintFor());
    expect(text).toContain('no early stopping');
    expect(text).toContain('no augmentation');
  });

  it('replaces control characters in names and notes', () => {
    const text = runReport(
      runOf({ name: 'a\u001b[2Jb\nc', tags: ['x\ry'], notes: 'one\ntwo\u001b]0;t\u0007' }),
      paintFor(),
    );
    expect(text).toContain('a�[2Jb�c  20261122');
    expect(text).toContain('tags: x�y');
    expect(text).toContain('  one\n  two�]0;t�');
  });
});
