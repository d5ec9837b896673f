import { type ModelEntry, WAV2VEC2_INPUT } from './model-entry.ts';

/** Wagner et al. 2023, arXiv:2203.07378. The order of the output “logits” is that of the publisher's page. */
export const AUDEERING_DIMENSIONAL: ModelEntry = {
  name: 'audeering-dimensional',
  title: 'audEERING dimensional emotion model (wav2vec 2.0 large robust)',
  about:
    'Arousal, dominance and valence, each from about 0 to 1, trained on MSP-Podcast. It gives no emotions, so it cannot be evaluated on them.',
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
  offered: false,
  emotions: { labels: ['arousal', 'dominance', 'valence'], values: 'dimensions', head: null },
  features: { ...WAV2VEC2_INPUT, normalise: 'none', output: 'logits', dimensions: 3 },
};
