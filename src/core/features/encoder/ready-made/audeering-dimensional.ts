import { AUDEERING_DIMENSIONAL as ENCODER } from '#core/features/encoder/catalogue/audeering-dimensional.ts';
import { type ModelEntry, WAV2VEC2_INPUT } from './model-entry.ts';

const { name, title, page, revision, files, licence, instructions, verified } = ENCODER;

/** The same files as the encoder. The order of the output “logits” is that of the publisher's page. */
export const AUDEERING_DIMENSIONAL: ModelEntry = {
  ...{ name, title, page, revision, files, licence, instructions, verified },
  about:
    'Arousal, dominance and valence, each from about 0 to 1, trained on MSP-Podcast. It gives no emotions, so it cannot be evaluated on them.',
  offered: false,
  emotions: { labels: ['arousal', 'dominance', 'valence'], values: 'dimensions', head: null },
  features: { ...WAV2VEC2_INPUT, normalise: 'none', output: 'logits', dimensions: 3 },
};
