import type { EncoderEntry } from './encoder-entry.ts';
import { WAV2VEC2_FRAMES } from './wav2vec2-frames.ts';

/** Ma et al. 2023, arXiv:2312.15185. The file is an export by a third party; its card asks for plain samples. */
export const EMOTION2VEC_PLUS_BASE: EncoderEntry = {
  name: 'emotion2vec-plus-base',
  title: 'emotion2vec+ base',
  about: 'Trained for emotion on thousands of hours with machine-made labels. 768 values every 20 ms.',
  page: 'https://huggingface.co/pankotaro/emotion2vec-plus-base-onnx',
  revision: 'main',
  files: [
    {
      name: 'emotion2vec_plus_base.onnx',
      url: 'https://huggingface.co/pankotaro/emotion2vec-plus-base-onnx/resolve/main/emotion2vec_plus_base.onnx',
      sha256: null,
      bytes: 373e6,
    },
  ],
  licence: {
    name: 'FunASR Model License 1.1',
    url: 'https://github.com/modelscope/FunASR/blob/main/MODEL_LICENSE',
    nonCommercial: false,
  },
  instructions: null,
  verified: false,
  features: { ...WAV2VEC2_FRAMES, normalise: 'none', output: null, dimensions: 768 },
};
