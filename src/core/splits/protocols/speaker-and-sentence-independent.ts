import { clipsOf, drawSpeakers, unitsOf } from '#core/splits/speakers.ts';
import type { Clip } from '#shared/corpora.ts';
import type { Fold } from '#shared/protocols.ts';
import { createRandom } from '#shared/random.ts';
import type { Protocol } from '#shared/settings/protocol.ts';
import { requireShares } from './random.ts';
import { requireSpeakers, requireUnits } from './speaker-independent.ts';

/** Training and test need one sentence each; validation has those of training. */
const MIN_SENTENCES = 2;

/**
 * Test clips are those of the test speakers that say a test sentence. Training and validation are the other speakers'
 * clips of the other sentences; the speakers of validation do not train. Clips that have only a speaker or only a sentence
 * of the test are in no part. The shares are shares of the speakers and of the sentences.
 */
export function speakerAndSentenceIndependent(
  clips: readonly Clip[],
  protocol: Protocol,
  seed: number,
): Fold[] {
  requireShares(protocol);
  const speakers = unitsOf(clips, 'speaker', protocol.name);
  requireSpeakers(speakers.length, protocol);
  const sentences = unitsOf(clips, 'sentence', protocol.name);
  requireUnits(sentences.length, 'sentence', protocol, MIN_SENTENCES);
  const { testShare, validationShare, name } = protocol;
  const drawn = drawSpeakers(speakers, [testShare, validationShare], createRandom(seed, 'split', name));
  const said = drawSpeakers(sentences, [testShare], createRandom(seed, 'split', name, 'sentences'));
  const tested = new Set(clipsOf(said.parts[0]));
  return [
    {
      name,
      train: clipsOf(drawn.rest).filter((index) => !tested.has(index)),
      validation: clipsOf(drawn.parts[1]).filter((index) => !tested.has(index)),
      test: clipsOf(drawn.parts[0]).filter((index) => tested.has(index)),
    },
  ];
}
