import type { Clip } from '../../../shared/corpora.ts';
import { UserError } from '../../../shared/failure.ts';
import type { Fold, Protocol } from '../../../shared/protocols.ts';
import { createRandom } from '../../../shared/random.ts';
import { clipsOf, drawSpeakers, speakersOf } from '../speakers.ts';
import { drawStratified, groupBy, indicesOf } from '../stratify.ts';

/**
 * One fold for each corpus, by name, which is its test set. The validation set comes from the others: whole
 * speakers where they are known, single clips where not, and where the others have but one known speaker in all.
 */
export function leaveOneCorpusOut(clips: readonly Clip[], protocol: Protocol, seed: number): Fold[] {
  const corpora = groupBy(indicesOf(clips), (index) => clips[index].corpus);
  if (corpora.size < 2) {
    throw new UserError(
      'too-few-corpora',
      `“${protocol.name}” needs two corpora and there is one. Add a corpus, or choose speaker-independent.`,
    );
  }
  return [...corpora].map(([name, test]) => {
    const random = createRandom(seed, 'split', protocol.name, name);
    const others = indicesOf(clips).filter((index) => clips[index].corpus !== name);
    const known = others.filter((index) => clips[index].speaker !== null);
    const speakers = speakersOf(clips, protocol.name, known);
    const wholeSpeakers = speakers.length >= 2;
    const byClip = wholeSpeakers ? others.filter((index) => clips[index].speaker === null) : others;
    const { parts, rest } = drawSpeakers(wholeSpeakers ? speakers : [], [protocol.validationShare], random);
    const dealt = drawStratified(clips, byClip, protocol.validationShare, random);
    return {
      name,
      train: [...clipsOf(rest), ...dealt.rest],
      validation: [...clipsOf(parts[0]), ...dealt.drawn],
      test,
    };
  });
}
