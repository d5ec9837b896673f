/** Changes of a sound that make it more difficult: what `core/audio/effects` can do, as data. */
import { z } from 'zod';

export const NOISE_COLOURS = ['white', 'pink'] as const;
export type NoiseColour = (typeof NOISE_COLOURS)[number];

/** The limits of a change of speed. */
export const MIN_SPEED = 0.8;
export const MAX_SPEED = 1.25;

export const soundEffectSchema = z.discriminatedUnion('kind', [
  /** Noise at a signal-to-noise ratio. White: equal power in equal bandwidths; pink: in equal octaves. */
  z.object({
    kind: z.literal('noise'),
    colour: z.enum(NOISE_COLOURS),
    snrDb: z.number().min(-30).max(100),
  }),
  /** The reverberation of a room whose sound decays by 60 dB in this time. */
  z.object({ kind: z.literal('reverberation'), rt60Seconds: z.number().min(0.05).max(3) }),
  /** A telephone line: 300 to 3,400 Hz, 8 kHz, G.711 µ-law. */
  z.object({ kind: z.literal('telephone') }),
  /** Faster and higher (above 1), or slower and lower. */
  z.object({ kind: z.literal('speed'), factor: z.number().min(MIN_SPEED).max(MAX_SPEED) }),
  z.object({ kind: z.literal('gain'), gainDb: z.number().min(-100).max(100) }),
  /** The frequency response of another microphone: a smooth random curve within ± this. */
  z.object({ kind: z.literal('equaliser'), maxDb: z.number().min(0).max(40) }),
  /** Another recording of the clip: speed, microphone, room, noise and line are drawn; each number draws others. */
  z.object({ kind: z.literal('recording'), number: z.number().int().min(1).max(100) }),
]);
export type SoundEffect = z.infer<typeof soundEffectSchema>;
