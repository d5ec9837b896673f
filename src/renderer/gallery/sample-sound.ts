import { EMOTIONS } from '#shared/emotions.ts';
import type { Explanation, ExplanationMethod } from '#shared/explanations.ts';
import { type FrequencyScale, melEdges } from '#shared/frequency-scale.ts';
import type { NetworkInput, SoundCurves, SoundPicture, TimeRange } from '#shared/sounds.ts';

const SECONDS = 1.5;
const RATE_HZ = 16_000;
/** A tone that rises in pitch and is loudest in the middle; −1…1. */
const sampleAt = (seconds: number) =>
  0.6 * Math.sin(Math.PI * (seconds / SECONDS)) * Math.sin(2 * Math.PI * (220 + 180 * seconds) * seconds);

/** A mono 16-bit PCM WAV of 1.5 s. */
export function sampleWav(): Uint8Array<ArrayBuffer> {
  const samples = Math.round(SECONDS * RATE_HZ);
  const view = new DataView(new ArrayBuffer(44 + 2 * samples));
  const text = (at: number, letters: string) => {
    for (const [index, letter] of [...letters].entries()) view.setUint8(at + index, letter.charCodeAt(0));
  };
  text(0, 'RIFF');
  view.setUint32(4, 36 + 2 * samples, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE_HZ, true);
  view.setUint32(28, 2 * RATE_HZ, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, 2 * samples, true);
  for (let index = 0; index < samples; index++) {
    view.setInt16(44 + 2 * index, Math.round(32_767 * sampleAt(index / RATE_HZ)), true);
  }
  return new Uint8Array(view.buffer);
}

/** A picture in the format of `sounds.picture`: an envelope and moving harmonics. */
export function samplePicture(scale: FrequencyScale = 'mel', range: TimeRange | null = null): SoundPicture {
  const { startSeconds, endSeconds } = range ?? { startSeconds: 0, endSeconds: SECONDS };
  const stretches = 300;
  const envelope = new Float32Array(2 * stretches);
  for (let index = 0; index < stretches; index++) {
    const share = (startSeconds + (index / stretches) * (endSeconds - startSeconds)) / SECONDS;
    const loudness = 0.6 * Math.sin(Math.PI * share) * (0.7 + 0.3 * Math.sin(index / 4));
    envelope.set([-loudness, loudness], 2 * index);
  }
  const [rows, frames] = [64, 150];
  const hopSeconds = (endSeconds - startSeconds) / frames;
  const decibels = new Float32Array(rows * frames);
  for (let band = 0; band < rows; band++) {
    for (let frame = 0; frame < frames; frame++) {
      const share = (startSeconds + frame * hopSeconds) / SECONDS;
      const harmonic = Math.cos((2 * Math.PI * (band - 6 * share)) / 9);
      const fading = Math.sin(Math.PI * share);
      decibels[band * frames + frame] = Math.max(-80, -12 - band * 0.6 - 30 * (1 - fading) + 14 * harmonic);
    }
  }
  return {
    durationSeconds: SECONDS,
    sampleRateHz: RATE_HZ,
    startSeconds,
    endSeconds,
    waveform: { stretches, bytes: new Uint8Array(envelope.buffer) },
    spectrogram: {
      rows,
      frames,
      bytes: new Uint8Array(decibels.buffer),
      hopSeconds,
      scale,
      lowestHz: scale === 'log' ? 50 : 0,
      highestHz: RATE_HZ / 2,
      loudestDb: 2,
    },
  };
}

/** Curves in the format of `sounds.curves`: a pitch that rises from 220 Hz, and an arch of intensity. */
export function sampleCurves(): SoundCurves {
  const values = (at: (share: number) => number) =>
    new Uint8Array(Float32Array.from({ length: 140 }, (_, index) => at(index / 140)).buffer);
  const times = { firstSeconds: 0.05, stepSeconds: 0.01 };
  return {
    pitch: {
      ...times,
      bytes: values((share) => (share < 0.1 || share > 0.9 ? 0 : 220 + 150 * share)),
      floorHz: 75,
      ceilingHz: 500,
    },
    intensity: { ...times, bytes: values((share) => 40 + 42 * Math.sin(Math.PI * share)) },
  };
}

/** Features in the format of `features.show`: the sound in the middle of a window of three seconds. */
export function sampleInput(): NetworkInput {
  const [rows, frames] = [64, 151];
  const values = Float32Array.from({ length: rows * frames }, (_, index) => {
    const share = ((index % frames) / frames - 0.28) / 0.44;
    return share < 0 || share > 1 ? -1.5 : 2 * Math.sin(Math.PI * share) * Math.cos(index / frames / 5);
  });
  return {
    rows,
    frames,
    bytes: new Uint8Array(values.buffer),
    otherRows: 0,
    hopSeconds: 0.02,
    windowSeconds: 3,
    frequenciesHz: [...melEdges({ melBands: rows, lowestHz: 50, highestHz: 8000 }).slice(1, -1)],
    clipSeconds: SECONDS,
    trimmed: { startSeconds: 0.1, endSeconds: 1.4 },
    used: { startSeconds: 0.1, endSeconds: 1.4 },
    windowStartSeconds: 0.85,
  };
}

/** An explanation in the format of `predict.explain`: one spot of weight in the middle of the sound. */
export function sampleExplanation(method: ExplanationMethod, emotion: string | null): Explanation {
  const input = sampleInput();
  const weights = Float32Array.from({ length: input.rows * input.frames }, (_, index) => {
    const [row, frame] = [Math.floor(index / input.frames), index % input.frames];
    return Math.exp(-(((frame - 70) / 12) ** 2) - ((row - 20) / 9) ** 2);
  });
  return {
    method,
    emotion: emotion ?? 'angry',
    predicted: 'angry',
    probabilities: { ...Object.fromEntries(EMOTIONS.map((name) => [name, 0.05])), angry: 0.7 },
    input,
    weights: new Uint8Array(weights.buffer),
    layer: method === 'grad-cam' ? { name: 'stage3_relu2', height: 4, width: 10 } : null,
    occlusion: method === 'occlusion' ? { rows: 8, frames: 10, largestDrop: 0.123 } : null,
    paddedShare: 0,
    times: [{ startSeconds: 0.45, endSeconds: 0.85, share: 0.76 }],
    bands: [{ lowestHz: 560, highestHz: 1420, share: 0.74 }],
    engine: 'wasm',
    device: 'cpu',
  };
}
