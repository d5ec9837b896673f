import type { EncoderEntry } from './encoder-entry.ts';
import { WAV2VEC2_FRAMES } from './wav2vec2-frames.ts';

/** Baevski et al. 2020, arXiv:2006.11477. */
export const WAV2VEC2_BASE: EncoderEntry = {
  name: 'wav2vec2-base',
  title: 'wav2vec 2.0 base',
  about: 'Trained without labels on 960 hours of English read speech. 768 values every 20 ms.',
  page: 'https://huggingface.co/facebook/wav2vec2-base',
  revision: 'main',
  files: [{ name: 'model.onnx', url: null, sha256: null, bytes: 378e6 }],
  licence: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0', nonCommercial: false },
  instructions:
    'Export the model with Hugging Face Optimum: optimum-cli export onnx --model facebook/wav2vec2-base --task feature-extraction wav2vec2-base. Then add the folder wav2vec2-base.',
  verified: false,
  features: {
    ...WAV2VEC2_FRAMES,
    normalise: 'unit-variance',
    output: 'last_hidden_state',
    dimensions: 768,
  },
};
