import { groupIndependent } from '#core/splits/protocols/group-independent.ts';
import { kFoldRandom } from '#core/splits/protocols/k-fold-random.ts';
import { kFoldSpeakers } from '#core/splits/protocols/k-fold-speakers.ts';
import { leaveOneCorpusOut } from '#core/splits/protocols/leave-one-corpus-out.ts';
import { leaveOneGroupOut } from '#core/splits/protocols/leave-one-group-out.ts';
import { leaveOneSpeakerOut } from '#core/splits/protocols/leave-one-speaker-out.ts';
import { namedSplit } from '#core/splits/protocols/named.ts';
import { randomSplit } from '#core/splits/protocols/random.ts';
import { sentenceIndependent } from '#core/splits/protocols/sentence-independent.ts';
import { speakerAndSentenceIndependent } from '#core/splits/protocols/speaker-and-sentence-independent.ts';
import { speakerIndependent } from '#core/splits/protocols/speaker-independent.ts';
import { createYielder, type Yielder } from '#core/system/yielder.ts';
import { type Clip, SPLIT_PARTS } from '#shared/corpora.ts';
import { UserError } from '#shared/failure.ts';
import type { Fold, ProtocolName } from '#shared/protocols.ts';
import type { Protocol } from '#shared/settings/protocol.ts';

/**
 * Splits clips that are in the fixed order of {@link makeFolds}; indices refer to that order. Protocols with many folds
 * create each fold on demand.
 */
type Splitter = (clips: readonly Clip[], protocol: Protocol, seed: number) => Iterable<Fold>;

const SPLITTERS: Record<ProtocolName, Splitter> = {
  random: randomSplit,
  'speaker-independent': speakerIndependent,
  'leave-one-speaker-out': leaveOneSpeakerOut,
  'leave-one-corpus-out': leaveOneCorpusOut,
  'k-fold-random': kFoldRandom,
  'k-fold-speakers': kFoldSpeakers,
  'sentence-independent': sentenceIndependent,
  'speaker-and-sentence-independent': speakerAndSentenceIndependent,
  'group-independent': groupIndependent,
  'leave-one-group-out': leaveOneGroupOut,
  named: namedSplit,
};

/**
 * Splits clips into training, validation and test: one fold, or one for each held-out group. In every fold, each clip
 * is in exactly one part; only `speaker-and-sentence-independent` leaves clips out. `validationShare` and `testShare` are shares of all clips if both are drawn (`random`,
 * `speaker-independent`); otherwise `validationShare` is a share of the clips that are not tested.
 *
 * The same clips, protocol and seed give the same folds on every machine: clips are sorted by corpus, sound, emotion
 * and path, so the order of the list and the folder do not matter. The indices of a part are in that order. Yields
 * between two folds.
 * @throws UserError if there are too few clips, speakers or corpora, or if some do not have what the protocol needs.
 *   Its message contains the solution. Also throws what `yieldNow` throws.
 */
export async function makeFolds(
  clips: readonly Clip[],
  protocol: Protocol,
  seed: number,
  yieldNow: Yielder = createYielder(),
): Promise<Fold[]> {
  if (clips.length === 0) {
    throw new UserError('no-clips', 'No clips to split. Add a corpus, or choose one with clips.');
  }
  const order = clips.map((_, index) => index).sort((a, b) => compareClips(clips[a], clips[b]));
  const ordered = order.map((index) => clips[index]);
  const folds: Fold[] = [];
  for (const fold of SPLITTERS[protocol.name](ordered, protocol, seed)) {
    requireParts(fold, protocol);
    folds.push(inListOrder(fold, order));
    await yieldNow();
  }
  return folds;
}

/** The fold with indices of the original list: `order[at]` in place of `at`, in the order of `at`. */
function inListOrder({ name, ...parts }: Fold, order: readonly number[]): Fold {
  const partOf = new Uint8Array(order.length);
  SPLIT_PARTS.forEach((part, number) => {
    for (const at of parts[part]) partOf[at] = number + 1;
  });
  const members = SPLIT_PARTS.map(() => [] as number[]);
  // One pass over all clips is faster than sorting each part of a hundred folds.
  order.forEach((index, at) => {
    if (partOf[at] > 0) members[partOf[at] - 1].push(index);
  });
  const [train, validation, test] = members;
  return { name, train, validation, test };
}

/** The path, which depends on the machine, matters only if two clips have the same sound. */
function compareClips(a: Clip, b: Clip): number {
  return (
    compareText(a.corpus, b.corpus) ||
    compareText(a.fingerprint, b.fingerprint) ||
    compareText(a.emotion, b.emotion) ||
    compareText(a.path, b.path)
  );
}

/** By UTF-16 code units: the same in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Checks that the training and test sets, and the requested validation set, are not empty. */
function requireParts({ name, train, validation, test }: Fold, protocol: Protocol): void {
  const where = name === protocol.name ? '' : ` of “${name}”`;
  if (train.length === 0) {
    throw new UserError(
      'empty-train',
      `The training set${where} is empty. Reduce the shares of validation and test, or add clips.`,
    );
  }
  if (test.length === 0) {
    throw new UserError('empty-test', `The test set${where} is empty. Increase its share, or add clips.`);
  }
  if (validation.length === 0 && protocol.validationShare > 0 && protocol.name !== 'named') {
    throw new UserError(
      'empty-validation',
      `The validation set${where} is empty. Add clips, or set the validation share to 0.`,
    );
  }
}
