import { AUDEERING_DIMENSIONAL } from './audeering-dimensional.ts';
import { EMOTION2VEC_PLUS_BASE } from './emotion2vec-plus-base.ts';
import type { ModelEntry } from './model-entry.ts';
import { WAV2VEC2_BASE_SUPERB_ER, WAV2VEC2_BASE_SUPERB_ER_SMALL } from './wav2vec2-base-superb-er.ts';

/** Every ready-made model of the catalogue, in the order in which they are shown. */
export const READY_MADE_MODELS: readonly ModelEntry[] = [
  WAV2VEC2_BASE_SUPERB_ER_SMALL,
  WAV2VEC2_BASE_SUPERB_ER,
  EMOTION2VEC_PLUS_BASE,
  AUDEERING_DIMENSIONAL,
];
