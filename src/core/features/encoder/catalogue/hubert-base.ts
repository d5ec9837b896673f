import type { EncoderEntry } from './encoder-entry.ts';
import { WAV2VEC2_FRAMES } from './wav2vec2-frames.ts';

/** Hsu et al. 2021, arXiv:2106.07447. */
export const HUBERT_BASE: EncoderEntry = {
  name: 'hubert-base',
  title: 'HuBERT base',
  about: 'Trained without labels on 960 hours of English read speech. 768 values every 20 ms.',
  page: 'https://huggingface.co/Xenova/hubert-base-ls960',
  revision: '605602b14ca8b3bfe9a3f6d28bfc7120e27d8223',
  files: [
    {
      name: 'model.onnx',
      url: 'https://huggingface.co/Xenova/hubert-base-ls960/resolve/605602b14ca8b3bfe9a3f6d28bfc7120e27d8223/onnx/model.onnx',
      sha256: null,
      bytes: 378e6,
    },
  ],
  licence: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0', nonCommercial: false },
  instructions: null,
  verified: false,
  features: {
    ...WAV2VEC2_FRAMES,
    normalise: 'unit-variance',
    output: 'last_hidden_state',
    dimensions: 768,
  },
};
