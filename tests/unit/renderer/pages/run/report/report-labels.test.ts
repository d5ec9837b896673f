import { describe, expect, it } from 'vitest';
import { imageCaption } from '#renderer/pages/run/report/report-labels.ts';
import { leakageSentence, resamplingSentence } from '#shared/result-sentences.ts';

describe('the sentence of the leakage check', () => {
  it('says that nothing is shared', () => {
    expect(leakageSentence({ clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 })).toBe(
      'Leakage check: no shared clips, speakers or sentences.',
    );
  });

  it('says that sentences alone are shared', () => {
    const counts = { clips: 0, nearDuplicates: 0, speakers: 0 };
    expect(leakageSentence({ ...counts, sentences: 2 })).toBe(
      'Leakage check: no shared clips or speakers; 2 sentences occur in both training and test.',
    );
    expect(leakageSentence({ ...counts, sentences: 1 })).toContain('; 1 sentence occurs in');
  });

  it('names what is shared and nothing else', () => {
    const sentence = leakageSentence({ clips: 1, nearDuplicates: 0, speakers: 24, sentences: 2 });
    expect(sentence).toBe('Leakage check: 1 clip, 24 speakers, 2 sentences occur in both training and test.');
  });
});

describe('the sentence of the intervals', () => {
  it('warns of few speakers', () => {
    expect(resamplingSentence({ unit: 'speakers', units: 5, draws: 1000 })).toMatch(/5 speakers.*imprecise/);
    expect(resamplingSentence({ unit: 'speakers', units: 2, draws: 1000 })).toMatch(
      /^No intervals: too few speakers \(2\)/,
    );
    expect(resamplingSentence({ unit: 'speakers', units: 24, draws: 1000 })).not.toMatch(/imprecise/);
  });

  it('warns of clips that are not independent', () => {
    expect(resamplingSentence({ unit: 'clips', units: 300, draws: 1000 })).toMatch(/uncertainty is larger/);
  });
});

describe('the caption of an image', () => {
  const run = {
    name: 'n'.repeat(200),
    settings: { protocol: { name: 'speaker-independent' }, labels: { name: 'seven' } },
    synthetic: false,
    corpora: [{ name: 'RAVDESS' }, { name: 'TESS' }],
    test: { uar: 0.425, uarInterval: [0.357, 0.667], clips: 1410 },
  } as unknown as Parameters<typeof imageCaption>[0];

  it('has protocol, label set, interval and corpora', () => {
    const [name, about] = imageCaption(run);
    expect(name).toHaveLength(80);
    expect(about).toBe(
      'speaker-independent, label set seven, UAR 42.5 % [35.7–66.7] on 1,410 test clips; RAVDESS, TESS',
    );
  });

  it('names synthetic voices and a missing test', () => {
    expect(imageCaption({ ...run, synthetic: true, test: null })[1]).toBe(
      'speaker-independent, label set seven, not tested; synthetic voices',
    );
  });
});
