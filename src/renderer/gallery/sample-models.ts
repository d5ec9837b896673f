import type { ReadyMadeStatus } from '#shared/ready-made.ts';

/** A ready-made model that is offered and not installed. */
export const SAMPLE_MODEL: ReadyMadeStatus = {
  name: 'sample-model',
  title: 'Sample emotion model',
  about: 'Neutral, happy, angry and sad, trained on somebody else’s speech.',
  page: 'https://example.org/sample-model',
  revision: '1',
  licence: { name: 'CC BY-NC 4.0', url: 'https://example.org/licence', nonCommercial: true },
  verified: false,
  files: [{ name: 'model.onnx', url: 'https://example.org/model.onnx', sha256: null }],
  bytes: 66_495_610,
  instructions: null,
  labels: ['neutral', 'happy', 'angry', 'sad'],
  values: 'logits',
  own: false,
  offered: true,
  installed: null,
};

/** The same after it was added. */
export const INSTALLED_MODEL: ReadyMadeStatus = {
  ...SAMPLE_MODEL,
  installed: {
    features: {
      kind: 'encoder',
      name: 'model:sample-model',
      encoder: 'sample-model',
      revision: '1',
      files: [{ name: 'model.onnx', sha256: 'a'.repeat(64) }],
      sampleRateHz: 16_000,
      trim: null,
      durationSeconds: 5,
      normalise: 'none',
      input: { kind: 'samples' },
      output: null,
      emotions: { labels: SAMPLE_MODEL.labels, values: 'logits', head: null, rows: [0, 1, 2, 3] },
      dimensions: 4,
      frameSamples: 400,
      hopSamples: 320,
    },
    bytes: 66_495_610,
    source: 'example.org',
    addedAt: '2026-11-24T10:00:00.000Z',
    secondsPerSecond: 0.05,
    memoryBytes: 300e6,
  },
};
