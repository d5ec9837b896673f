import type { SoundPicture } from '../../shared/sounds.ts';
import { createRealFft } from '../audio/fft.ts';
import type { WavPieces } from '../audio/wav-pieces.ts';
import type { Breath } from '../turns/breath.ts';
import { createMelFilterbank, emptyFilters, hzToMel, type MelFilterbank, melToHz } from './mel.ts';
import { hannWindow } from './stft.ts';

/** A screen is hardly wider. */
const GREATEST_STRETCHES = 2000;
const GREATEST_FRAMES = 2000;
const GREATEST_BANDS = 96;
/** Fewer at a rate so low that its transform cannot tell so many apart. */
const BAND_STEP = 8;
const LOWEST_DB = -80;
/** Of the transform: long enough to tell the harmonics of a voice apart. */
const LEAST_WINDOW_SECONDS = 0.04;
const HOP_SECONDS = 0.01;
const LEAST_HOP_SECONDS = 0.002;
const HIGHEST_HZ = 16_000;
/** Transforms of one frame of a long sound, spread over its time, whose mean is shown. */
const GREATEST_TRANSFORMS = 4;
/** Lowest power that has a level: 1e-10, as `librosa.power_to_db` takes it. */
const LEAST_POWER = 1e-10;
/** Samples looked through between two breaths. */
const PIECE_SAMPLES = 2 ** 17;

/**
 * The picture of a sound of any length: the envelope of at most 2,000 stretches, and a mel spectrogram (up to 96 bands, up to
 * 16 kHz or half the rate, a Hann window of 40 to 80 ms, frames centred on their times) of at most 2,000 frames, in
 * decibels below its loudest value. A frame of a long sound is the mean power of up to four windows spread over it.
 * Memory does not grow with the length.
 * @throws UserError `cancelled`.
 */
export async function drawSound(wav: WavPieces, breath: Breath): Promise<SoundPicture> {
  const { durationSeconds, sampleRateHz } = wav;
  return {
    durationSeconds,
    sampleRateHz,
    waveform: await envelope(wav, breath),
    spectrogram: await spectrogram(wav, breath),
  };
}

async function envelope(wav: WavPieces, breath: Breath): Promise<SoundPicture['waveform']> {
  const { sampleCount } = wav;
  const stretches = Math.min(GREATEST_STRETCHES, sampleCount);
  const values = new Float32Array(2 * stretches);
  const edge = (n: number) => Math.floor((n * sampleCount) / stretches);
  for (let n = 0; n < stretches; n++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let start = edge(n); start < edge(n + 1); start += PIECE_SAMPLES) {
      for (const sample of wav.read(start, Math.min(PIECE_SAMPLES, edge(n + 1) - start))) {
        if (sample < low) low = sample;
        if (sample > high) high = sample;
      }
      await breath();
    }
    values[2 * n] = low;
    values[2 * n + 1] = high;
  }
  return { stretches, bytes: new Uint8Array(values.buffer) };
}

async function spectrogram(wav: WavPieces, breath: Breath): Promise<SoundPicture['spectrogram']> {
  const { sampleCount, sampleRateHz } = wav;
  const size = Math.max(32, 2 ** Math.ceil(Math.log2(LEAST_WINDOW_SECONDS * sampleRateHz)));
  const hop = hopSamples(sampleCount, sampleRateHz);
  const frames = 1 + Math.floor(sampleCount / hop);
  const highestHz = Math.min(HIGHEST_HZ, sampleRateHz / 2);
  const filters = fullFilterbank(sampleRateHz, size, highestHz);
  const { bands } = filters;
  using fft = await createRealFft(size);
  const taper = hannWindow(size);
  const windowed = new Float32Array(size);
  const power = new Float32Array(size / 2 + 1);
  const values = new Float32Array(bands * frames);
  const transforms = Math.min(GREATEST_TRANSFORMS, Math.max(1, Math.ceil(hop / size)));
  for (let frame = 0; frame < frames; frame++) {
    for (let n = 0; n < transforms; n++) {
      const centre = Math.round((frame + (n + 0.5) / transforms - 0.5) * hop);
      const samples = wav.read(centre - size / 2, size);
      for (let i = 0; i < size; i++) windowed[i] = samples[i] * taper[i];
      fft.powerSpectrum(windowed, power);
      addBands(filters, power, values, frames, frame, 1 / transforms);
    }
    await breath();
  }
  toDecibels(values);
  return {
    bands,
    frames,
    bytes: new Uint8Array(values.buffer),
    hopSeconds: hop / sampleRateHz,
    frequenciesHz: Array.from({ length: bands }, (_, band) =>
      melToHz(((band + 1) * hzToMel(highestHz)) / (bands + 1)),
    ),
    lowestDb: LOWEST_DB,
  };
}

/** As many bands as the transform can tell apart: each has at least one bin. */
function fullFilterbank(sampleRateHz: number, fftSamples: number, highestHz: number): MelFilterbank {
  for (let melBands = GREATEST_BANDS; ; melBands -= BAND_STEP) {
    const filters = createMelFilterbank({ sampleRateHz, fftSamples, melBands, lowestHz: 0, highestHz });
    if (melBands <= BAND_STEP || emptyFilters(filters).length === 0) return filters;
  }
}

/** 10 ms; less for a short sound, so that it has some 300 frames; more for a long one, so that it has 2,000. */
function hopSamples(sampleCount: number, sampleRateHz: number): number {
  const fine = Math.max(LEAST_HOP_SECONDS * sampleRateHz, sampleCount / 300);
  const hop = Math.round(Math.min(HOP_SECONDS * sampleRateHz, fine));
  return Math.max(1, hop, Math.ceil(sampleCount / (GREATEST_FRAMES - 1)));
}

/** Adds the bands' power of one transform to column `frame` of `[bands, frames]`. */
function addBands(
  { bands, firstBin, begin, weights }: MelFilterbank,
  power: Float32Array,
  values: Float32Array,
  frames: number,
  frame: number,
  share: number,
): void {
  for (let band = 0; band < bands; band++) {
    let sum = 0;
    for (let i = begin[band], bin = firstBin[band]; i < begin[band + 1]; i++, bin++)
      sum += weights[i] * power[bin];
    values[band * frames + frame] += share * sum;
  }
}

/** Power → decibels below the greatest, in place, nothing lower than {@link LOWEST_DB}; silence is the lowest throughout. */
function toDecibels(power: Float32Array): void {
  let greatest = LEAST_POWER;
  for (const value of power) if (value > greatest) greatest = value;
  const silent = greatest <= LEAST_POWER;
  const offset = 10 * Math.log10(greatest);
  for (let i = 0; i < power.length; i++) {
    const level = 10 * Math.log10(Math.max(power[i], LEAST_POWER)) - offset;
    power[i] = silent ? LOWEST_DB : Math.max(LOWEST_DB, level);
  }
}
