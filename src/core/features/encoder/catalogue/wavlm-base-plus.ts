import type { EncoderEntry } from './encoder-entry.ts';
import { WAV2VEC2_FRAMES } from './wav2vec2-frames.ts';

/** Chen et al. 2021, arXiv:2110.13900. Unlike wav2vec 2.0, its preprocessor does not normalise the samples. */
export const WAVLM_BASE_PLUS: EncoderEntry = {
  name: 'wavlm-base-plus',
  title: 'WavLM base+',
  about: 'Trained without labels on 94,000 hours of English speech with noise. 768 values every 20 ms.',
  page: 'https://huggingface.co/Xenova/wavlm-base-plus',
  revision: '600521003b8a0a26b5839698c96049c98759c76d',
  files: [
    {
      name: 'model.onnx',
      url: 'https://huggingface.co/Xenova/wavlm-base-plus/resolve/600521003b8a0a26b5839698c96049c98759c76d/onnx/model.onnx',
      sha256: null,
      bytes: 378e6,
    },
  ],
  licence: {
    name: 'CC BY-SA 3.0',
    url: 'https://github.com/microsoft/UniSpeech/blob/main/LICENSE',
    nonCommercial: false,
  },
  instructions: null,
  verified: false,
  features: { ...WAV2VEC2_FRAMES, normalise: 'none', output: 'last_hidden_state', dimensions: 768 },
};
