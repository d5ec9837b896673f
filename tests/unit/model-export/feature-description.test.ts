import { describe, expect, test } from 'vitest';
import { describeFeatures } from '#core/model-export/feature-description.ts';
import { LOG_MEL, type MelFeatures, THESIS_MFCC } from '#shared/settings/mel-features.ts';

describe('describeFeatures', () => {
  test('has the shapes of input and output', () => {
    const described = describeFeatures(LOG_MEL, ['a', 'b'], { normaliseSpeakers: false });
    expect(described.input).toMatchObject({ name: 'features', shape: ['n', 64, 151, 1] });
    expect(described.output).toMatchObject({ name: 'probabilities', shape: ['n', 2], labels: ['a', 'b'] });
    expect(described.sampleRateHz).toBe(16_000);
    expect(described.settings).toEqual(LOG_MEL);
    expect(JSON.parse(JSON.stringify(described))).toEqual(described);
  });

  test('lists exactly the steps of the settings', () => {
    const mel = describeFeatures(LOG_MEL, [], { normaliseSpeakers: false }).steps.join('\n');
    expect(mel).toContain('trim(y, top_db=40, frame_length=512, hop_length=128)');
    expect(mel).toContain('exactly 48000 samples');
    expect(mel).toContain('fmin=50, fmax=8000');
    expect(mel).toContain('in the middle');
    expect(mel).toContain('D.mean()');
    expect(mel).not.toContain('dct');
    const mfcc = describeFeatures(THESIS_MFCC, [], { normaliseSpeakers: false }).steps.join('\n');
    expect(mfcc).not.toContain('trim(');
    expect(mfcc).toContain('fmin=0, fmax=22050');
    expect(mfcc).toContain('norm="ortho")[:75]');
    expect(mfcc).toContain('at any position');
    expect(mfcc).not.toContain('D.mean()');
  });

  test('says which parts the network gets', () => {
    const parts = (crop: MelFeatures['crop']) =>
      describeFeatures({ ...LOG_MEL, crop }, [], { normaliseSpeakers: false }).steps.join('\n');
    expect(parts({ seconds: 2, tested: 3 })).toContain('3 parts of 101 frames, from the frames 0, 25, 50');
    expect(parts({ seconds: 2, tested: 1 })).toContain('D[:, 25:126]');
    const within = parts({ seconds: 2, tested: 3, within: 'sound' });
    expect(within).toContain('p, q = np.clip(sorted([a, b - 101]), 0, 50)');
    expect(within).toContain(
      '3 parts of 101 frames: D[:, start:start + 101] for start in np.floor(np.linspace(p, q, 3) + 0.5)',
    );
  });
});
