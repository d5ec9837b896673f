import type { EncoderEntry } from './encoder-entry.ts';
import { WAV2VEC2_FRAMES } from './wav2vec2-frames.ts';

/** The emotion model of SUPERB (Yang et al. 2021, arXiv:2105.01051), whose encoder is wav2vec 2.0 base with IEMOCAP's labels on top. */
export const WAV2VEC2_BASE_SUPERB_ER: EncoderEntry = {
  name: 'wav2vec2-base-superb-er',
  title: 'wav2vec 2.0 base of SUPERB’s emotion model',
  about: 'The encoder of a model for four emotions of IEMOCAP. 768 values every 20 ms.',
  page: 'https://huggingface.co/superb/wav2vec2-base-superb-er',
  revision: 'main',
  files: [{ name: 'model.onnx', url: null, sha256: null, bytes: 378e6 }],
  licence: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0', nonCommercial: false },
  instructions:
    'Export the model with Hugging Face Optimum: optimum-cli export onnx --model superb/wav2vec2-base-superb-er --task feature-extraction superb-er. Then add the folder superb-er.',
  verified: false,
  features: {
    ...WAV2VEC2_FRAMES,
    normalise: 'unit-variance',
    output: 'last_hidden_state',
    dimensions: 768,
  },
};
