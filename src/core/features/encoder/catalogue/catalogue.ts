import { ENCODER_PREFIX } from '#shared/encoders.ts';
import { UserError } from '#shared/failure.ts';
import { MODEL_PREFIX } from '#shared/ready-made.ts';
import { ENCODER_RATE_HZ, type EncoderFeatures } from '#shared/settings/encoder-features.ts';
import { AUDEERING_DIMENSIONAL } from './audeering-dimensional.ts';
import { EMOTION2VEC_PLUS_BASE } from './emotion2vec-plus-base.ts';
import type { EncoderEntry } from './encoder-entry.ts';
import { HUBERT_BASE } from './hubert-base.ts';
import { SPEECH_EMBEDDING } from './speech-embedding.ts';
import { WAV2VEC2_BASE } from './wav2vec2-base.ts';
import { WAV2VEC2_BASE_SUPERB_ER } from './wav2vec2-base-superb-er.ts';
import { WAVLM_BASE_PLUS } from './wavlm-base-plus.ts';
import { WHISPER_BASE, WHISPER_SMALL } from './whisper.ts';

/** Every encoder that can be added, in the order in which they are shown. */
export const ENCODERS: readonly EncoderEntry[] = [
  SPEECH_EMBEDDING,
  WAV2VEC2_BASE,
  HUBERT_BASE,
  WAVLM_BASE_PLUS,
  WHISPER_BASE,
  WHISPER_SMALL,
  EMOTION2VEC_PLUS_BASE,
  WAV2VEC2_BASE_SUPERB_ER,
  AUDEERING_DIMENSIONAL,
];

/** The encoder of that name. @throws UserError `unknown-encoder`. */
export function encoderNamed(name: string): EncoderEntry {
  const found = ENCODERS.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  throw new UserError(
    'unknown-encoder',
    `There is no encoder “${name}”. Choose one of: ${ENCODERS.map((entry) => entry.name).join(', ')}.`,
  );
}

/**
 * The feature settings of an encoder with these files, the network's first; of a ready-made model with each of its labels as an
 * emotion.
 */
export function encoderFeatures(
  { name, revision, features, emotions }: EncoderEntry,
  files: EncoderFeatures['files'],
): EncoderFeatures {
  const common = { kind: 'encoder', encoder: name, revision, files, sampleRateHz: ENCODER_RATE_HZ } as const;
  if (emotions === undefined) return { ...common, name: `${ENCODER_PREFIX}${name}`, ...features };
  const distinct = [...new Set(emotions.labels)];
  const rows = emotions.labels.map((label) => distinct.indexOf(label));
  return {
    ...common,
    name: `${MODEL_PREFIX}${name}`,
    ...features,
    emotions: { ...emotions, rows },
    dimensions: distinct.length,
  };
}
