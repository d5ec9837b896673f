import type { EncoderEntry } from './encoder-entry.ts';

/** Wagner et al. 2023, arXiv:2203.07378. The output is the mean over time: one frame for each clip. */
export const AUDEERING_DIMENSIONAL: EncoderEntry = {
  name: 'audeering-dimensional',
  title: 'audEERING dimensional emotion model (wav2vec 2.0 large robust)',
  about: 'Trained for arousal, dominance and valence on MSP-Podcast. 1,024 values for a clip.',
  page: 'https://zenodo.org/records/6221127',
  revision: '1.1.0',
  files: [{ name: 'model.onnx', url: null, sha256: null, bytes: 661e6 }],
  licence: {
    name: 'CC BY-NC-SA 4.0',
    url: 'https://creativecommons.org/licenses/by-nc-sa/4.0/',
    nonCommercial: true,
  },
  instructions:
    'Download w2v2-L-robust-12.6bc4a7fd-1.1.0.zip from the page of the model, unpack it, and add its folder.',
  verified: false,
  features: {
    trim: null,
    durationSeconds: 5,
    normalise: 'none',
    input: { kind: 'samples' },
    output: 'hidden_states',
    dimensions: 1024,
    frameSamples: 400,
    // Longer than any clip: there is one frame.
    hopSamples: 480_000,
  },
};
