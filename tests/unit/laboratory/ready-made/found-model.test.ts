import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foundModel } from '#core/laboratory/ready-made/found-model.ts';
import { fittingLabelSet, modelUnder, readModelLabels } from '#core/laboratory/ready-made/model-labels.ts';
import { ownEntry } from '#core/laboratory/ready-made/own-entry.ts';
import { LABEL_SETS } from '#shared/label-sets.ts';
import { modelUse, modelUseSentences } from '#shared/ready-made.ts';
import type { ModelFeatures } from '#shared/settings/encoder-features.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

/** A folder with these files. */
function folderWith(files: Record<string, unknown>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

describe('what is known about a file', () => {
  it('is in the JSON file beside it', async () => {
    const folder = folderWith({
      'My Model v2.onnx': 'x',
      'My Model v2.json': { labels: ['neu', 'hap'], values: 'probabilities', seconds: 3 },
    });
    const found = await foundModel(join(folder, 'My Model v2.onnx'));
    expect(found).toMatchObject({ name: 'my-model-v2', bytes: 1, source: join(folder, 'My Model v2.json') });
    expect(found.description).toMatchObject({ values: 'probabilities', normalise: 'none', seconds: 3 });
    expect(found.labels).toEqual([
      { written: 'neu', label: 'neutral' },
      { written: 'hap', label: 'happy' },
    ]);
  });

  it('is in an export of transformers, also in its folder “onnx”', async () => {
    const folder = folderWith({
      'onnx/model.onnx': 'x',
      'onnx/model_q4.onnx': 'x',
      'config.json': { id2label: { '10': 'sad', '0': 'angry', '1': 'happy' } },
      'preprocessor_config.json': { do_normalize: true },
    });
    const { description, path } = await foundModel(folder);
    expect(path).toBe(join(folder, 'onnx', 'model.onnx'));
    expect(description).toMatchObject({ labels: ['angry', 'happy', 'sad'], normalise: 'unit-variance' });
  });

  it('may be nothing', async () => {
    const found = await foundModel(folderWith({ 'net.onnx': 'x' }));
    expect(found).toMatchObject({ name: 'net', description: null, source: null, labels: [] });
    expect(() => ownEntry('net', found, null)).toThrow(/Name its labels/);
  });

  it.each([
    ['no network', {}, 'encoder-files-missing'],
    ['two networks', { 'a.onnx': 'x', 'b.onnx': 'x' }, 'encoder-files-missing'],
    ['no JSON', { 'a.onnx': 'x', 'a.json': '{' }, 'model-description'],
    ['one label', { 'a.onnx': 'x', 'a.json': { labels: ['sad'] } }, 'model-description'],
    ['other values', { 'a.onnx': 'x', 'a.json': { labels: ['a', 'b'], values: 'x' } }, 'model-description'],
    ['a large file', { 'a.onnx': 'x', 'a.json': ' '.repeat(1_000_001) }, 'model-description'],
  ])('is an error for %s', async (_, files, code) => {
    await expect(foundModel(folderWith(files))).rejects.toMatchObject({ code });
  });

  it('is an error for a path that does not exist', async () => {
    await expect(foundModel('/nowhere/at/all')).rejects.toMatchObject({ code: 'encoder-files-missing' });
  });
});

describe('labels', () => {
  const featuresOf = (labels: string[]): ModelFeatures => {
    const found = { path: '/a.onnx', bytes: 1, name: 'a', description: null, source: null, labels: [] };
    const { features, emotions } = ownEntry('a', found, {
      labels,
      values: 'logits',
      normalise: 'none',
      output: null,
      seconds: 5,
      minSeconds: 0.025,
    });
    const rows = emotions.labels.map((_, index) => index);
    return {
      ...{ kind: 'encoder', name: 'model:a', encoder: 'a', revision: 'own', files: [], sampleRateHz: 16_000 },
      ...features,
      emotions: { ...emotions, rows },
    };
  };

  it('are read as those of a corpus; other words stay', () => {
    const labels = readModelLabels(['ANG', 'fearful', 'ps', 'Sarcastic', 'lonely', '<unk>', '###']);
    expect(labels.map(({ label }) => label)).toEqual([
      'angry',
      'fear',
      'surprise',
      'sarcastic',
      'lonely',
      'unk',
      'label 7',
    ]);
  });

  it('count as the emotions of a label set, which leaves others out', () => {
    const features = modelUnder(featuresOf(['calm', 'neutral', 'other', 'sad']), LABEL_SETS.seven);
    expect(features.dimensions).toBe(7);
    expect(features.emotions.rows).toEqual([4, 4, null, 5]);
    const use = modelUse(features, ['angry', 'disgust', 'fear', 'happy', 'neutral', 'sad', 'surprise'])!;
    expect(use).toEqual({ missing: ['angry', 'disgust', 'fear', 'happy', 'surprise'], leftOut: ['other'] });
    expect(modelUseSentences(use).join(' ')).toContain('label other is not used');
  });

  it('choose the first label set whose emotions the model all has', () => {
    const eight = ['angry', 'calm', 'disgust', 'fear', 'happy', 'neutral', 'sad', 'surprise'];
    expect(fittingLabelSet(featuresOf(eight)).name).toBe('seven');
    expect(fittingLabelSet(featuresOf(['neutral', 'happy', 'angry', 'sad'])).name).toBe('four');
    const own = fittingLabelSet(featuresOf(['happy', 'sad']));
    expect(own.emotions.map(({ name }) => name)).toEqual(['happy', 'sad']);
  });

  it('are refused if a label set has none of them, or if they do not differ', () => {
    expect(() => modelUnder(featuresOf(['lonely', 'proud']), LABEL_SETS.seven)).toThrow(/none of these/);
    expect(() => featuresOf(['happy', 'joy'])).toThrow(/do not differ/);
  });
});
