import { expect, it } from 'vitest';
import { NETWORKS } from '#core/models/registry.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { PUBLISHED_RESULTS, PUBLISHED_TRAINING_CORPORA } from '#shared/published-results.ts';

/** Test clips of each emotion, as the denominators of the published recalls show. */
const TEST_CLIPS: Record<string, number> = {
  angry: 385,
  disgust: 385,
  fear: 384,
  happy: 384,
  neutral: 378,
  sad: 386,
  surprise: 131,
};

it('gives each network’s accuracy as the mean of its recalls, weighted by clips', () => {
  const clips = EMOTIONS.reduce((sum, emotion) => sum + TEST_CLIPS[emotion], 0);
  expect(clips).toBe(PUBLISHED_RESULTS.testClips);
  for (const { label, recall, accuracy } of PUBLISHED_RESULTS.networks) {
    const correct = EMOTIONS.reduce((sum, emotion) => sum + recall[emotion] * TEST_CLIPS[emotion], 0);
    expect(correct / clips, label).toBeCloseTo(accuracy, 3);
  }
});

it('names networks of this program and shares of clips', () => {
  for (const published of PUBLISHED_RESULTS.networks) {
    expect(Object.keys(NETWORKS)).toContain(published.network);
    const shares = [
      published.accuracy,
      published.precisionWeighted,
      published.f1Weighted,
      ...Object.values(published.recall),
      ...PUBLISHED_TRAINING_CORPORA.map((corpus) => published.accuracyTrainedOn[corpus]),
    ];
    for (const share of shares) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1);
    }
    // The evidence that the published test clips had been trained on.
    expect(published.reloadedValidationAccuracy).toBeGreaterThan(published.validationAccuracy + 0.09);
  }
});
