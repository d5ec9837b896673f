import { describe, expect, it } from 'vitest';
import {
  leakageSentence,
  pictureCaption,
  resamplingSentence,
} from '../../../../src/renderer/pages/run/report/report-words.ts';

describe('the sentence of the audit', () => {
  it('says that nothing was found', () => {
    expect(leakageSentence({ clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 })).toBe(
      'The audit found nothing on both sides.',
    );
  });

  it('names what was found and nothing else', () => {
    const words = leakageSentence({ clips: 1, nearDuplicates: 0, speakers: 24, sentences: 2 });
    expect(words).toContain('1 test clip that was also trained on, 24 speakers, 2 sentences');
    expect(words).not.toContain('near');
  });
});

describe('the sentence of the intervals', () => {
  it('warns of few speakers', () => {
    expect(resamplingSentence({ unit: 'speakers', units: 2, draws: 1000 })).toMatch(/2 speakers.*rough/);
    expect(resamplingSentence({ unit: 'speakers', units: 24, draws: 1000 })).not.toMatch(/rough/);
  });

  it('warns of clips that are not independent', () => {
    expect(resamplingSentence({ unit: 'clips', units: 300, draws: 1000 })).toMatch(/wider/);
  });
});

describe('the caption of a picture', () => {
  const run = {
    name: 'n'.repeat(200),
    settings: { protocol: { name: 'speaker-independent' } },
    synthetic: false,
    corpora: [{ name: 'RAVDESS' }, { name: 'TESS' }],
    test: { uar: 0.425, uarInterval: [0.357, 0.667], clips: 1410 },
  } as unknown as Parameters<typeof pictureCaption>[0];

  it('says protocol, interval and what was tested on', () => {
    const [name, about] = pictureCaption(run);
    expect(name).toHaveLength(80);
    expect(about).toBe('speaker-independent, UAR 42.5 % [35.7–66.7] of 1,410 test clips; RAVDESS, TESS');
  });

  it('hides neither synthetic voices nor that there was no test', () => {
    expect(pictureCaption({ ...run, synthetic: true, test: null })[1]).toBe(
      'speaker-independent, not tested; synthetic voices',
    );
  });
});
