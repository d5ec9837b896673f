import type { Random } from '#shared/random.ts';
import { equalise } from './equaliser.ts';
import { addNoise } from './noise.ts';
import { reverberate } from './reverberation.ts';
import { changeSpeed } from './speed.ts';
import { telephone } from './telephone.ts';

/** How often each change is made, and how large it is. Chosen as described in docs/experiments.md. */
const VOICE = {
  share: 0.9,
  factors: [0.8, 0.82, 0.85, 0.88, 0.91, 0.94, 0.97, 1.03, 1.06, 1.1, 1.14, 1.18, 1.22, 1.25],
};
const MICROPHONE = { share: 0.5, maxDb: 8 };
const ROOM = { share: 0.35, rt60Seconds: [0.15, 0.9], directDb: [-3, 9] } as const;
const NOISE = { share: 0.5, snrDb: [3, 35] } as const;
const LINE = { share: 0.08 };

/**
 * A sound as if another voice had been recorded elsewhere: faster and higher, or slower and lower, with another microphone, room,
 * background noise, or through a telephone, each with its own probability. The order is that of the way of a sound. All draws are made whether a
 * change is made or not, so that one change does not alter the others.
 */
export async function recordAgain(
  samples: Float32Array,
  sampleRateHz: number,
  random: Random,
): Promise<Float32Array> {
  const happens = (share: number) => random.next() < share;
  const [voice, microphone, room, noise, line] = [VOICE, MICROPHONE, ROOM, NOISE, LINE].map(({ share }) =>
    happens(share),
  );
  const factor = VOICE.factors[random.integer(VOICE.factors.length)];
  const rt60Seconds = random.between(...ROOM.rt60Seconds);
  const directDb = random.between(...ROOM.directDb);
  const snrDb = random.between(...NOISE.snrDb);
  const colour = happens(0.5) ? 'white' : 'pink';
  let sound = voice ? await changeSpeed(samples, factor) : samples;
  if (microphone) sound = await equalise(sound, sampleRateHz, MICROPHONE.maxDb, random);
  if (room) sound = await reverberate(sound, sampleRateHz, rt60Seconds, random, directDb);
  if (noise) sound = addNoise(sound, sampleRateHz, { colour, snrDb }, random);
  if (line) sound = await telephone(sound, sampleRateHz);
  return sound === samples ? samples.slice() : sound;
}
