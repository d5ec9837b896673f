import type { Clip } from '../../../shared/corpora.ts';
import type { Fold, Protocol } from '../../../shared/protocols.ts';
import { createRandom } from '../../../shared/random.ts';
import { clipsOf, drawSpeakers, speakersOf } from '../speakers.ts';
import { requireSpeakers } from './speaker-independent.ts';

/** One fold for each speaker, by name, who is its test set; validated on others of the remaining speakers. */
export function* leaveOneSpeakerOut(
  clips: readonly Clip[],
  protocol: Protocol,
  seed: number,
): Generator<Fold> {
  const speakers = speakersOf(clips, protocol.name);
  requireSpeakers(speakers.length, protocol);
  for (const held of speakers) {
    const { parts, rest } = drawSpeakers(
      speakers.filter((speaker) => speaker !== held),
      [protocol.validationShare],
      createRandom(seed, 'split', protocol.name, held.name),
    );
    yield { name: held.name, train: clipsOf(rest), validation: clipsOf(parts[0]), test: held.clips };
  }
}
