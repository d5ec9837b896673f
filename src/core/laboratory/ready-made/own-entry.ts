import type { ModelEntry } from '#core/features/encoder/ready-made/model-entry.ts';
import { UserError } from '#shared/failure.ts';
import type { FoundModel, ModelDescription } from '#shared/ready-made.ts';
import { ENCODER_RATE_HZ } from '#shared/settings/encoder-features.ts';
import { readModelLabels } from './model-labels.ts';

/**
 * An entry for a model of the user. @param given In place of what was found beside the file.
 * @throws UserError `model-description` without labels, or with a length that does not fit.
 */
export function ownEntry(name: string, found: FoundModel, given: ModelDescription | null): ModelEntry {
  const description = given ?? found.description;
  if (description === null) {
    throw new UserError(
      'model-description',
      `What ${found.path} gives is not known. Name its labels in their order, or put a file with them beside it (see docs/ready-made-models.md).`,
    );
  }
  const { values, normalise, output, seconds, minSeconds } = description;
  if (minSeconds > seconds) {
    throw new UserError(
      'model-description',
      `The shortest clip, ${minSeconds} s, is longer than the longest, ${seconds} s.`,
    );
  }
  const labels =
    values === 'dimensions'
      ? description.labels
      : readModelLabels(description.labels).map(({ label }) => label);
  if (new Set(labels).size < 2 || (values === 'dimensions' && new Set(labels).size < labels.length)) {
    throw new UserError(
      'model-description',
      `The labels ${description.labels.join(', ')} do not differ. Name each value of the model, in its order.`,
    );
  }
  return {
    name,
    title: name,
    about: 'A model of your own.',
    page: '',
    revision: 'own',
    files: [{ name: 'model.onnx', url: null, sha256: null, bytes: Math.max(1, found.bytes) }],
    licence: { name: 'not known', url: '', nonCommercial: false },
    instructions: null,
    verified: true,
    offered: false,
    emotions: { labels, values, head: null },
    features: {
      trim: null,
      durationSeconds: seconds,
      normalise,
      input: { kind: 'samples' },
      output,
      dimensions: labels.length,
      frameSamples: Math.max(1, Math.round(minSeconds * ENCODER_RATE_HZ)),
      hopSamples: 320,
    },
  };
}
