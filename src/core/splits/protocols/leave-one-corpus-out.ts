import { clipsOf, drawSpeakers, speakersOf } from '#core/splits/speakers.ts';
import { drawStratified, groupBy, indicesOf } from '#core/splits/stratify.ts';
import type { Clip } from '#shared/corpora.ts';
import { UserError } from '#shared/failure.ts';
import type { Fold } from '#shared/protocols.ts';
import { createRandom } from '#shared/random.ts';
import type { Protocol } from '#shared/settings/protocol.ts';

/**
 * One fold for each corpus, sorted by name; the corpus is the test set. The validation set comes from the other
 * corpora: whole speakers if they are known; single clips if they are unknown, or if the other corpora have only one
 * known speaker.
 */
export function leaveOneCorpusOut(clips: readonly Clip[], protocol: Protocol, seed: number): Fold[] {
  const corpora = groupBy(indicesOf(clips), (index) => clips[index].corpus);
  if (corpora.size < 2) {
    throw new UserError(
      'too-few-corpora',
      `“${protocol.name}” needs at least two corpora, but there is one. Add a corpus, or choose speaker-independent.`,
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
    const single = drawStratified(clips, byClip, protocol.validationShare, random);
    return {
      name,
      train: [...clipsOf(rest), ...single.rest],
      validation: [...clipsOf(parts[0]), ...single.drawn],
      test,
    };
  });
}
