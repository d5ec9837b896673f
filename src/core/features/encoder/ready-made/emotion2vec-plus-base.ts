import { type ModelEntry, WAV2VEC2_INPUT } from './model-entry.ts';

const REVISION = '334d4376993c381f059cc36d2c6ed05cbfec5ca1';
const PAGE = 'https://huggingface.co/pankotaro/emotion2vec-plus-base-onnx';

/**
 * Ma et al. 2023, arXiv:2312.15185. The files are an export by a third party: the network normalises the samples itself and gives
 * frames; their mean goes through the linear layer of the second file.
 */
export const EMOTION2VEC_PLUS_BASE: ModelEntry = {
  name: 'emotion2vec-plus-base',
  title: 'emotion2vec+ base',
  about:
    'Nine labels: angry, disgust, fear, happy, neutral, other, sad, surprise and unknown. Trained on thousands of hours with machine-made labels.',
  page: PAGE,
  revision: REVISION,
  files: [
    {
      name: 'emotion2vec_plus_base.onnx',
      url: `${PAGE}/resolve/${REVISION}/emotion2vec_plus_base.onnx`,
      sha256: null,
      bytes: 373_159_295,
    },
    {
      name: 'emotion2vec_head.json',
      url: `${PAGE}/resolve/${REVISION}/emotion2vec_head.json`,
      sha256: null,
      bytes: 128_472,
    },
  ],
  licence: {
    name: 'FunASR Model License 1.1',
    url: 'https://github.com/modelscope/FunASR/blob/main/MODEL_LICENSE',
    nonCommercial: false,
  },
  instructions: null,
  verified: false,
  offered: false,
  emotions: {
    labels: ['angry', 'disgust', 'fear', 'happy', 'neutral', 'other', 'sad', 'surprise', 'unknown'],
    values: 'logits',
    head: 'emotion2vec_head.json',
  },
  features: { ...WAV2VEC2_INPUT, normalise: 'none', output: null, dimensions: 9 },
};
