import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encoderFeatures } from '#core/features/encoder/catalogue/catalogue.ts';
import { emotionColumn } from '#core/features/encoder/ready-made/emotion-values.ts';
import { readLinearHead } from '#core/features/encoder/ready-made/linear-head.ts';
import { READY_MADE_MODELS } from '#core/features/encoder/ready-made/models.ts';
import { checkFeatures } from '#core/features/feature-kinds.ts';
import type { ModelEmotions, ModelFeatures } from '#shared/settings/encoder-features.ts';
import { temporaryFolder } from '../../../../temporary-folder.ts';

const SHA = 'a'.repeat(64);

/** Features of a model with these labels in the place of the first of the catalogue. */
function featuresWith(emotions: Partial<ModelEmotions>, dimensions: number): ModelFeatures {
  const [entry] = READY_MADE_MODELS;
  const features = encoderFeatures(entry, [{ name: 'model.onnx', sha256: SHA }]);
  return { ...features, dimensions, emotions: { ...features.emotions!, ...emotions } };
}

const shares = (column: Float32Array): number[] => [...column].map(Math.exp);

describe('the column of a model', () => {
  it('is the logarithm of the probabilities of logits', () => {
    const features = featuresWith({ labels: ['a', 'b'], values: 'logits', rows: [0, 1] }, 2);
    const [first, second] = shares(emotionColumn([0, Math.log(3)], features));
    expect(first).toBeCloseTo(0.25, 6);
    expect(second).toBeCloseTo(0.75, 6);
    // Large logits do not overflow.
    expect(shares(emotionColumn([1000, 0], features))[0]).toBeCloseTo(1, 6);
  });

  it('adds labels of one emotion, leaves others out, and gives zero to what the model does not have', () => {
    const emotions = { labels: ['calm', 'neutral', 'other', 'sad'], rows: [0, 0, null, 1] };
    const features = featuresWith({ ...emotions, values: 'probabilities' }, 3);
    const [neutral, sad, fear] = shares(emotionColumn([0.1, 0.2, 0.4, 0.3], features));
    expect(neutral).toBeCloseTo(0.5, 6);
    expect(sad).toBeCloseTo(0.5, 6);
    expect(fear).toBeLessThan(1e-11);
  });

  it('is even where only labels that are left out are probable', () => {
    const features = featuresWith(
      { labels: ['other', 'sad', 'happy'], rows: [null, 0, 1], values: 'probabilities' },
      2,
    );
    expect(shares(emotionColumn([1, 0, 0], features))).toEqual([
      expect.closeTo(0.5, 6),
      expect.closeTo(0.5, 6),
    ]);
  });

  it('refuses values that are said to be probabilities and are not', () => {
    const features = featuresWith({ labels: ['a', 'b'], values: 'probabilities', rows: [0, 1] }, 2);
    for (const values of [
      [3, -1],
      [0.9, 0.9],
      [-0.5, 1.5],
    ]) {
      expect(() => emotionColumn(values, features)).toThrow(/probably logits/);
    }
  });

  it('keeps dimensions as they are', () => {
    const features = featuresWith({ labels: ['arousal', 'valence'], values: 'dimensions', rows: [0, 1] }, 2);
    expect([...emotionColumn([0.5, 1.25], features)]).toEqual([0.5, 1.25]);
  });
});

describe('a linear layer', () => {
  const write = (content: unknown) => {
    const path = join(temporaryFolder(), 'head.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  it('is applied to the mean of the frames', async () => {
    const head = await readLinearHead(
      write({
        weight: [
          [1, 0],
          [0, 2],
        ],
        bias: [0.5, 0],
        labels: ['a', 'b'],
      }),
      2,
    );
    // Two frames: (1, 3) and (3, 5).
    expect([...head.apply(Float32Array.of(1, 3, 3, 5), 2)]).toEqual([2.5, 8]);
    expect(() => head.apply(Float32Array.of(1, 2, 3), 3)).toThrow(/frames of 2 values/);
  });

  it.each([
    ['no JSON', '{'],
    ['another file', { a: 1 }],
    ['another number of labels', { weight: [[1, 0]], bias: [0] }],
    ['rows of different sizes', { weight: [[1, 0], [1]], bias: [0, 0] }],
    ['an empty file', ''],
  ])('refuses %s', async (_, content) => {
    await expect(readLinearHead(write(content), 2)).rejects.toMatchObject({ code: 'encoder-unusable' });
  });
});

it('has models whose features are valid, with sizes and pages, and one that is offered', () => {
  for (const entry of READY_MADE_MODELS) {
    const files = entry.files.map(({ name }) => ({ name, sha256: SHA })) as [
      { name: string; sha256: string },
    ];
    const features = encoderFeatures(entry, files);
    expect(checkFeatures(features)).toEqual(features);
    expect(features.name).toBe(`model:${entry.name}`);
    expect(features.dimensions).toBe(entry.emotions.labels.length);
    for (const { url, bytes, sha256 } of entry.files) {
      expect(bytes).toBeGreaterThan(0);
      // Nothing of the catalogue could be fetched, so no checksum is known.
      expect(sha256).toBeNull();
      if (url !== null) expect(new URL(url).protocol).toBe('https:');
    }
    expect(entry.verified).toBe(false);
  }
  expect(READY_MADE_MODELS.filter(({ offered }) => offered)).toHaveLength(1);
});

it('refuses feature settings whose emotions do not fit', () => {
  const check = (emotions: Partial<ModelEmotions>, dimensions = 2) =>
    checkFeatures(
      featuresWith({ labels: ['a', 'b'], values: 'logits', rows: [0, 1], ...emotions }, dimensions),
    );
  expect(check({})).toBeDefined();
  for (const wrong of [
    { rows: [0] },
    { rows: [null, null] },
    { rows: [0, 2] },
    { head: 'head.json' },
    { values: 'dimensions' as const, rows: [1, 0] },
  ]) {
    expect(() => check(wrong)).toThrow(/emotions|linear layer/);
  }
});
