import { clipsOf, drawSpeakers, type Unit, unitsOf } from '#core/splits/speakers.ts';
import type { Clip } from '#shared/corpora.ts';
import type { Fold } from '#shared/protocols.ts';
import { createRandom } from '#shared/random.ts';
import type { Protocol } from '#shared/settings/protocol.ts';
import { requireUnits } from './speaker-independent.ts';

/** One fold for each speaker, sorted by name, with this speaker as test set and some other speakers for validation. */
export const leaveOneSpeakerOut = leaveOneOut('speaker');

/** A splitter that leaves out one unit after another in the same way. */
export function leaveOneOut(unit: Unit) {
  return function* (clips: readonly Clip[], protocol: Protocol, seed: number): Generator<Fold> {
    const units = unitsOf(clips, unit, protocol.name);
    requireUnits(units.length, unit, protocol);
    for (const held of units) {
      const { parts, rest } = drawSpeakers(
        units.filter((other) => other !== held),
        [protocol.validationShare],
        createRandom(seed, 'split', protocol.name, held.name),
      );
      yield { name: held.name, train: clipsOf(rest), validation: clipsOf(parts[0]), test: held.clips };
    }
  };
}
