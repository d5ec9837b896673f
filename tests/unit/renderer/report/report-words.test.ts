import { describe, expect, it } from 'vitest';
import {
  leakageSentence,
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
