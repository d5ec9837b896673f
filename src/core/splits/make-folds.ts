import { type Clip, SPLIT_PARTS } from '../../shared/corpora.ts';
import { UserError } from '../../shared/failure.ts';
import type { Fold, Protocol, ProtocolName } from '../../shared/protocols.ts';
import { type Breath, createBreath } from '../turns/breath.ts';
import { kFoldRandom } from './protocols/k-fold-random.ts';
import { kFoldSpeakers } from './protocols/k-fold-speakers.ts';
import { leaveOneCorpusOut } from './protocols/leave-one-corpus-out.ts';
import { leaveOneSpeakerOut } from './protocols/leave-one-speaker-out.ts';
import { namedSplit } from './protocols/named.ts';
import { randomSplit } from './protocols/random.ts';
import { speakerIndependent } from './protocols/speaker-independent.ts';

/**
 * Divides clips that stand in an order of their own, see {@link makeFolds}; indices are into that order. Where there
 * are many folds, each is made when it is asked for.
 */
type Splitter = (clips: readonly Clip[], protocol: Protocol, seed: number) => Iterable<Fold>;

const SPLITTERS: Record<ProtocolName, Splitter> = {
  random: randomSplit,
  'speaker-independent': speakerIndependent,
  'leave-one-speaker-out': leaveOneSpeakerOut,
  'leave-one-corpus-out': leaveOneCorpusOut,
  'k-fold-random': kFoldRandom,
  'k-fold-speakers': kFoldSpeakers,
  named: namedSplit,
};

/**
 * Divides clips into train, validation and test: one fold, or one for each thing held out. In every fold each clip
 * stands in exactly one part. `validationShare` and `testShare` are of all clips where both are drawn (`random`,
 * `speaker-independent`); elsewhere `validationShare` is of the clips that are not tested.
 *
 * The same clips, protocol and seed give the same folds on every machine: clips are put in order by what they are
 * (corpus, sound, emotion, path), so neither the order of the list nor the folder they lie in counts. The indices of
 * a part come in that order. Others have their turn between two folds.
 * @throws UserError when there are too few clips, speakers or corpora, or some lack what the protocol needs; its
 *   message says what to do. Also what `breath` throws.
 */
export async function makeFolds(
  clips: readonly Clip[],
  protocol: Protocol,
  seed: number,
  breath: Breath = createBreath(),
): Promise<Fold[]> {
  if (clips.length === 0) {
    throw new UserError(
      'no-clips',
      'There are no clips to divide. Add a corpus, or choose one that has clips.',
    );
  }
  const order = clips.map((_, index) => index).sort((a, b) => compareClips(clips[a], clips[b]));
  const ordered = order.map((index) => clips[index]);
  const folds: Fold[] = [];
  for (const fold of SPLITTERS[protocol.name](ordered, protocol, seed)) {
    requireParts(fold, protocol);
    folds.push(inListOrder(fold, order));
    await breath();
  }
  return folds;
}

/** The fold whose indices are those of the list again: `order[at]` where the splitter said `at`, by `at`. */
function inListOrder({ name, ...parts }: Fold, order: readonly number[]): Fold {
  const partOf = new Uint8Array(order.length);
  SPLIT_PARTS.forEach((part, number) => {
    for (const at of parts[part]) partOf[at] = number + 1;
  });
  const members = SPLIT_PARTS.map(() => [] as number[]);
  // A walk through all places in place of sorting each part: there may be a hundred folds.
  order.forEach((index, at) => {
    if (partOf[at] > 0) members[partOf[at] - 1].push(index);
  });
  const [train, validation, test] = members;
  return { name, train, validation, test };
}

/** Nothing that depends on the machine decides, unless two clips are the same sound. */
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

/** Every fold must have something to learn from and something to be judged by. */
function requireParts({ name, train, validation, test }: Fold, protocol: Protocol): void {
  const where = name === protocol.name ? '' : ` of “${name}”`;
  if (train.length === 0) {
    throw new UserError(
      'empty-train',
      `No clip is left for the training set${where}. Lower the shares of validation and test, or add clips.`,
    );
  }
  if (test.length === 0) {
    throw new UserError(
      'empty-test',
      `No clip is left for the test set${where}. Raise its share, or add clips.`,
    );
  }
  if (validation.length === 0 && protocol.validationShare > 0 && protocol.name !== 'named') {
    throw new UserError(
      'empty-validation',
      `No clip is left for the validation set${where}. Add clips, or set the validation share to 0.`,
    );
  }
}
