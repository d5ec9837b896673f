import type { Random } from '#shared/random.ts';
import type { ControlTracks } from './control-tracks.ts';
import type { Delivery } from './emotion-profiles.ts';

/** The two sounds of the glottis, as derivatives of the flow, because the lips radiate the derivative. */
export interface GlottalSource {
  /** Pulses without the voicing amplitude. RMS 1 over the whole utterance. */
  voice: Float32Array;
  /** Aspiration noise, with its amplitude relative to the voice. */
  aspiration: Float32Array;
}

/** Mean period-to-period perturbation of a healthy voice: jitter 0.6 %, shimmer 0.25 dB. */
const JITTER = 0.006;
const SHIMMER_LOG = 0.03;

/**
 * Glottal pulses similar to the Liljencrants–Fant model (Fant, Liljencrants & Lin 1985): the flow rises and
 * falls as the cubic of Klatt & Klatt's (1990) KLGLOTT88 during the open part `openQuotient · T`, and closes with
 * an exponential return of time constant `Ta`. The two are joined with equal flow and slope:
 *
 *   U(t) = a t² (1 − t/Tz) for t < Te,  U(t) = U(Te) e^(−(t − Te)/Ta) after,  Te/Tz = (Te + 2 Ta) / (Te + 3 Ta).
 *
 * Ta follows from the tilt at 3 kHz: the return is a low pass at Fa = 1/(2π Ta) with 10 log10(1 + (3000/Fa)²) dB of
 * loss. The samples are differences of the flow: its derivative averaged over each sample, which reduces aliasing at
 * high pitch.
 */
export function glottalSource(
  tracks: ControlTracks,
  delivery: Delivery,
  sampleRateHz: number,
  random: Random,
): GlottalSource {
  const { frames, frameSamples, pitchHz, voicing } = tracks;
  const n = frames * frameSamples;
  const voice = new Float32Array(n);
  const aspiration = new Float32Array(n);
  const irregularity = Math.exp(delivery.irregularityLog);
  const breathGain = 10 ** (delivery.breathDb / 20);
  const returnHz = 3000 / Math.sqrt(Math.max(1e-6, 10 ** (delivery.tiltDb / 10) - 1));
  const ta = Math.max(0.3, sampleRateHz / (2 * Math.PI * returnHz));
  const tailDecay = Math.exp(-1 / ta);
  // Below this pitch, a delivery with creak uses it fully.
  const creakBelowHz = 0.85 * median(pitchHz);

  let t = 0;
  let period = 0;
  let te = 0;
  let a = 0;
  let tz = 1;
  let tail = 0;
  let open = false;
  let pulse = 0;
  let flowBefore = 0;
  let sumOfSquares = 0;

  for (let i = 0; i < n; i++) {
    t += 1;
    if (t >= period) {
      t = period > 0 ? t - period : 0;
      pulse++;
      const frame = Math.floor(i / frameSamples);
      const f0 = pitchHz[frame];
      const weak = pulse % 2 === 1 ? delivery.creak * (f0 < creakBelowHz ? 1 : 0.25) : 0;
      const jitter = 1 + JITTER * irregularity * random.normal() + 0.12 * weak * (random.next() - 0.3);
      period = (sampleRateHz / f0) * Math.max(0.7, jitter);
      const strength = Math.exp(SHIMMER_LOG * irregularity * random.normal()) * (1 - 0.55 * weak);
      te = delivery.openQuotient * period;
      const ratio = (te + 2 * ta) / (te + 3 * ta);
      tz = te / ratio;
      // The slope at closure, −a Te (3r − 2), is the pulse's strength.
      a = strength / (te * (3 * ratio - 2));
      open = true;
    }
    tail *= tailDecay;
    let flow = tail;
    if (open) {
      if (t < te) {
        flow += a * t * t * (1 - t / tz);
      } else {
        open = false;
        const atClosure = a * te * te * (1 - te / tz) * Math.exp(-(t - te) / ta);
        tail += atClosure;
        flow += atClosure;
      }
    }
    const sample = flow - flowBefore;
    flowBefore = flow;
    voice[i] = sample;
    sumOfSquares += sample * sample;
    // Turbulence is stronger while the glottis is open.
    aspiration[i] = (random.next() - 0.5) * (open ? 1.35 : 0.65);
  }

  const gain = n > 0 && sumOfSquares > 0 ? 1 / Math.sqrt(sumOfSquares / n) : 0;
  for (let i = 0; i < n; i++) voice[i] *= gain;

  // Uniform noise of width 1 has a deviation of 1/√12.
  const unit = Math.sqrt(12);
  for (let frame = 0; frame < frames; frame++) {
    const level = unit * (breathGain * voicing[frame] + 0.18 * tracks.aspiration[frame]);
    for (let i = frame * frameSamples; i < (frame + 1) * frameSamples; i++) aspiration[i] *= level;
  }
  return { voice, aspiration };
}

function median(values: Float64Array): number {
  return values.length === 0 ? 0 : values.slice().sort()[values.length >> 1];
}
