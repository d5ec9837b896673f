import type { EncoderFile } from '#core/features/encoder/catalogue/encoder-entry.ts';
import { type ModelEntry, WAV2VEC2_INPUT } from './model-entry.ts';

const REVISION = 'e2191e9e8b692c19c7d96e2a1d789ab1df5b7259';
const PAGE = 'https://huggingface.co/onnx-community/wav2vec2-base-superb-er-ONNX';

/** The emotion model of SUPERB (Yang et al. 2021, arXiv:2105.01051). Its labels are neu, hap, ang, sad, in this order. */
const superb = (
  change: Pick<ModelEntry, 'name' | 'title' | 'about' | 'offered'>,
  file: string,
  bytes: EncoderFile['bytes'],
): ModelEntry => ({
  ...change,
  page: PAGE,
  revision: REVISION,
  files: [{ name: file, url: `${PAGE}/resolve/${REVISION}/onnx/${file}`, sha256: null, bytes }],
  licence: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0', nonCommercial: false },
  instructions: null,
  verified: false,
  emotions: { labels: ['neutral', 'happy', 'angry', 'sad'], values: 'logits', head: null },
  features: { ...WAV2VEC2_INPUT, normalise: 'unit-variance', output: 'logits', dimensions: 4 },
});

export const WAV2VEC2_BASE_SUPERB_ER = superb(
  {
    name: 'wav2vec2-base-superb-er',
    title: 'SUPERB emotion recognition (wav2vec 2.0 base)',
    about:
      'Neutral, happy, angry and sad, trained on English acted and improvised speech (IEMOCAP). Its publisher reports 63 % accuracy there.',
    offered: false,
  },
  'model.onnx',
  378_495_202,
);

/** The same with weights of four bits. */
export const WAV2VEC2_BASE_SUPERB_ER_SMALL = superb(
  {
    name: 'wav2vec2-base-superb-er-small',
    title: 'SUPERB emotion recognition, small (wav2vec 2.0 base)',
    about:
      'The model below with rounded weights (4 bits): a sixth of the size. Trained on English acted and improvised speech (IEMOCAP).',
    offered: true,
  },
  'model_q4f16.onnx',
  66_495_610,
);
