import { createRealFft } from '#core/audio/fft.ts';
import type { SoundPieces } from '#core/audio/wav/sound-pieces.ts';
import { hannWindow } from '#core/features/mel/stft.ts';
import type { Yielder } from '#core/system/yielder.ts';
import { type FrequencyAxis, type FrequencyScale, frequencyAt } from '#shared/frequency-scale.ts';
import type { SoundPicture, TimeRange } from '#shared/sounds.ts';

/** Few screens are wider. */
const MAX_SEGMENTS = 2000;
const MAX_FRAMES = 2000;
const ROWS = 128;
/** Window of the transform: long enough to resolve the harmonics of a voice. */
const MIN_WINDOW_SECONDS = 0.04;
const HOP_SECONDS = 0.01;
const MIN_HOP_SECONDS = 0.001;
const MAX_HZ = 16_000;
/** The lower edge of a logarithmic axis; no voice is lower. */
const LOWEST_LOG_HZ = 50;
/** Transforms that are averaged over the time of one frame of a long sound. */
const MAX_TRANSFORMS = 4;
/** The minimum power, far below the noise of 24 bits. */
const MIN_POWER = 1e-20;
/** Samples processed between two yields. */
const PIECE_SAMPLES = 2 ** 17;

export interface DrawOptions {
  scale: FrequencyScale;
  /** The part to draw; null: the whole sound. Cut at the sound's ends. */
  range: TimeRange | null;
}

/** The part to draw, in samples. */
interface Part {
  start: number;
  count: number;
}

/**
 * Computes the waveform and the spectrogram of a sound of any length, or of a part of it, for display. The waveform is an
 * envelope of at most 2,000 segments. The spectrogram has at most 2,000 frames (128 rows, up to 16 kHz or half the
 * rate, a Hann window of 40 to 80 ms, frames centred on their times). A frame of a long sound is the mean power of up to
 * four windows spread over it. Memory does not grow with the length.
 * @throws UserError `cancelled`.
 */
export async function drawSound(
  wav: SoundPieces,
  { scale, range }: DrawOptions,
  yieldNow: Yielder,
): Promise<SoundPicture> {
  const { durationSeconds, sampleRateHz } = wav;
  const part = partOf(wav, range);
  return {
    durationSeconds,
    sampleRateHz,
    startSeconds: part.start / sampleRateHz,
    endSeconds: (part.start + part.count) / sampleRateHz,
    waveform: await envelope(wav, part, yieldNow),
    spectrogram: await spectrogram(wav, part, scale, yieldNow),
  };
}

/** Whole samples that cover the range, at least one. */
function partOf({ sampleCount, sampleRateHz }: SoundPieces, range: TimeRange | null): Part {
  if (range === null) return { start: 0, count: sampleCount };
  const start = Math.max(0, Math.min(sampleCount - 1, Math.floor(range.startSeconds * sampleRateHz)));
  const end = Math.max(start + 1, Math.min(sampleCount, Math.ceil(range.endSeconds * sampleRateHz)));
  return { start, count: end - start };
}

async function envelope(wav: SoundPieces, part: Part, yieldNow: Yielder): Promise<SoundPicture['waveform']> {
  const stretches = Math.min(MAX_SEGMENTS, part.count);
  const values = new Float32Array(2 * stretches);
  const edge = (n: number) => part.start + Math.floor((n * part.count) / stretches);
  for (let n = 0; n < stretches; n++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let start = edge(n); start < edge(n + 1); start += PIECE_SAMPLES) {
      for (const sample of wav.read(start, Math.min(PIECE_SAMPLES, edge(n + 1) - start))) {
        if (sample < low) low = sample;
        if (sample > high) high = sample;
      }
      await yieldNow();
    }
    values[2 * n] = low;
    values[2 * n + 1] = high;
  }
  return { stretches, bytes: new Uint8Array(values.buffer) };
}

async function spectrogram(
  wav: SoundPieces,
  part: Part,
  scale: FrequencyScale,
  yieldNow: Yielder,
): Promise<SoundPicture['spectrogram']> {
  const { sampleRateHz } = wav;
  const size = Math.max(32, 2 ** Math.ceil(Math.log2(MIN_WINDOW_SECONDS * sampleRateHz)));
  const hop = hopSamples(part.count, sampleRateHz);
  const frames = 1 + Math.floor(part.count / hop);
  const axis: FrequencyAxis = {
    scale,
    lowestHz: scale === 'log' ? LOWEST_LOG_HZ : 0,
    highestHz: Math.min(MAX_HZ, sampleRateHz / 2),
  };
  const filters = rowFilters(axis, sampleRateHz / size, size / 2 + 1);
  using fft = await createRealFft(size);
  const taper = hannWindow(size);
  // The power of a full-scale sine in its bin: half of the window's sum, squared.
  const fullScale = (taper.reduce((sum, value) => sum + value, 0) / 2) ** 2;
  const windowed = new Float32Array(size);
  const power = new Float32Array(size / 2 + 1);
  const values = new Float32Array(ROWS * frames);
  const transforms = Math.min(MAX_TRANSFORMS, Math.max(1, Math.ceil(hop / size)));
  for (let frame = 0; frame < frames; frame++) {
    for (let n = 0; n < transforms; n++) {
      const centre = part.start + Math.round((frame + (n + 0.5) / transforms - 0.5) * hop);
      const samples = wav.read(centre - size / 2, size);
      for (let i = 0; i < size; i++) windowed[i] = samples[i] * taper[i];
      fft.powerSpectrum(windowed, power);
      addRows(filters, power, values, frames, frame, 1 / (transforms * fullScale));
    }
    await yieldNow();
  }
  const loudestDb = toDecibels(values);
  return {
    rows: ROWS,
    frames,
    bytes: new Uint8Array(values.buffer),
    hopSeconds: hop / sampleRateHz,
    ...axis,
    loudestDb,
  };
}

/** 10 ms; shorter for a short part, so that it has about 300 frames; longer for a long one, so that it has 2,000. */
function hopSamples(sampleCount: number, sampleRateHz: number): number {
  const fine = Math.max(MIN_HOP_SECONDS * sampleRateHz, sampleCount / 300);
  const hop = Math.round(Math.min(HOP_SECONDS * sampleRateHz, fine));
  return Math.max(1, hop, Math.ceil(sampleCount / (MAX_FRAMES - 1)));
}

/** The bins of one row and their weights, which sum to 1. */
interface RowFilter {
  firstBin: number;
  weights: Float64Array;
}

/**
 * For each row, triangular weights from the centre of the row below to that of the row above. A row that is narrower than
 * the bins is interpolated between the two bins around its centre.
 */
function rowFilters(axis: FrequencyAxis, binHz: number, bins: number): RowFilter[] {
  return Array.from({ length: ROWS }, (_, row) => {
    const [low, centre, high] = [-0.5, 0.5, 1.5].map(
      (offset) => frequencyAt(axis, (row + offset) / ROWS) / binHz,
    );
    const firstBin = Math.max(0, Math.ceil(low));
    const lastBin = Math.min(bins - 1, Math.floor(high));
    const weights = Float64Array.from({ length: Math.max(0, lastBin - firstBin + 1) }, (_, i) =>
      Math.min((firstBin + i - low) / (centre - low), (high - firstBin - i) / (high - centre)),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (high - low < 2 || !(sum > 0)) {
      const below = Math.max(0, Math.min(bins - 2, Math.floor(centre)));
      return { firstBin: below, weights: Float64Array.of(1 - (centre - below), centre - below) };
    }
    return { firstBin, weights: weights.map((weight) => weight / sum) };
  });
}

/** Adds a share of the power of one transform's rows to column `frame` of `[rows, frames]`. */
function addRows(
  filters: readonly RowFilter[],
  power: Float32Array,
  values: Float32Array,
  frames: number,
  frame: number,
  share: number,
): void {
  for (let row = 0; row < filters.length; row++) {
    const { firstBin, weights } = filters[row];
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i] * power[firstBin + i];
    values[row * frames + frame] += share * sum;
  }
}

/** Power → decibels, in place; returns the highest. */
function toDecibels(power: Float32Array): number {
  let loudest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < power.length; i++) {
    power[i] = 10 * Math.log10(Math.max(power[i], MIN_POWER));
    if (power[i] > loudest) loudest = power[i];
  }
  return loudest;
}
