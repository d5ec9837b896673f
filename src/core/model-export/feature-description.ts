import { NEVER_NOISE_DB, NOISE_QUANTILE, noiseHops } from '#core/audio/silence.ts';
import { cropStart, testedCrops } from '#core/features/crop.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import type { Channel } from '#shared/settings/channel.ts';
import type { EncoderFeatures } from '#shared/settings/encoder-features.ts';
import {
  cropOf,
  encoderOf,
  type FeaturePart,
  type FeatureSettings,
  featureShape,
  inputShapeOf,
  timeAxisOf,
} from '#shared/settings/features.ts';
import type { JoinedFeatures } from '#shared/settings/joined-features.ts';
import type { MelFeatures } from '#shared/settings/mel-features.ts';
import { FEATURES_INPUT, PROBABILITIES_OUTPUT } from './exported-model.ts';

/** The content of `features.json`: what another program needs to make the model's input from a sound. */
export interface FeatureDescription {
  input: { name: string; type: 'float32'; shape: ['n', number, number, 1]; axes: string[] };
  output: { name: string; type: 'float32'; shape: ['n', number]; labels: readonly string[] };
  sampleRateHz: number;
  settings: FeatureSettings;
  /** How to make the input from a sound, in order. */
  steps: string[];
}

/** The description of a model's input and output. `labels` are in the order of the probabilities. */
export function describeFeatures(
  settings: FeatureSettings,
  labels: readonly string[],
  run: Pick<RunSettings, 'normaliseSpeakers'>,
): FeatureDescription {
  const [bands, frames] = inputShapeOf(settings);
  return {
    input: {
      name: FEATURES_INPUT,
      type: 'float32',
      shape: ['n', bands, frames, 1],
      axes: ['clip', 'band', 'frame', 'channel'],
    },
    output: { name: PROBABILITIES_OUTPUT, type: 'float32', shape: ['n', labels.length], labels },
    sampleRateHz: timeAxisOf(settings).sampleRateHz,
    settings,
    steps: steps(settings, run.normaliseSpeakers ? SPEAKER_STEPS : []),
  };
}

/** `ofSpeaker`: what is done with the whole matrix D of a clip. */
function steps(settings: FeatureSettings, ofSpeaker: readonly string[]): string[] {
  switch (settings.kind) {
    case 'mel':
      return [...melSteps(settings), ...ofSpeaker, ...lastSteps(settings)];
    case 'encoder':
      return [encoderNote(settings), ...encoderSteps(settings), ...ofSpeaker, ...lastSteps(settings)];
    case 'joined':
      return joinedSteps(settings, ofSpeaker);
  }
}

/** The steps of `createJoinedExtractor`. */
function joinedSteps(settings: JoinedFeatures, ofSpeaker: readonly string[]): string[] {
  const [, frames] = featureShape(settings);
  return [
    encoderNote(settings),
    'First the mel bands of the sound:',
    ...melSteps(settings.mel),
    'Then, from the sound as it was before these steps, the frames of the encoder:',
    'Keep what the steps above gave: B = D.',
    ...encoderSteps(settings.encoder),
    `Spread the frames of the encoder over those of the mel bands, and join the rows: D = np.concatenate([B, D[:, np.arange(${frames}) * D.shape[1] // ${frames}]]).`,
    ...ofSpeaker,
    ...lastSteps(settings),
  ];
}

/** From the whole matrix D to the input of the network. */
function lastSteps(settings: FeatureSettings): string[] {
  const [rows, frames] = inputShapeOf(settings);
  return [
    ...cropSteps(settings),
    `Add the axes of clip and channel: x = D[None, :, :, None].astype("float32"), with the shape [1, ${rows}, ${frames}, 1].`,
  ];
}

/** The encoder itself is not exported: the model is what follows it. */
function encoderNote(settings: FeatureSettings): string {
  const { encoder, revision, files } = encoderOf(settings)!;
  const checksums = files.map(({ name, sha256 }) => `${name} (SHA-256 ${sha256})`).join(', ');
  return `This model is the head behind a pretrained encoder that is not part of it: “${encoder}”, revision ${revision}: ${checksums}. Load its ONNX files with ONNX Runtime.`;
}

/** `normaliseRows` of the laboratory. */
const SPEAKER_STEPS = [
  'Normalise by speaker: A = np.concatenate([D of each clip of this speaker], axis=1), m = A.mean(axis=1, keepdims=True), s = A.std(axis=1, keepdims=True), and D = (D - m) / s for each of these clips; where s is 0, D = 0. Take several clips of the speaker: with one, its own mean and deviation are removed, and the predictions are much worse.',
];

/** The steps of `createEncoderExtractor`, to the matrix D. */
function encoderSteps(settings: EncoderFeatures): string[] {
  const { sampleRateHz: rate, trim, files, input, output, layers, dimensions } = settings;
  const [rows, frames] = featureShape(settings);
  const samples = Math.round(settings.durationSeconds * rate);
  return [
    `Read the sound as one channel (${CHANNEL_NAMES[settings.channel ?? 'mean']}) of samples in -1 … 1 at ${rate} Hz.`,
    ...(trim ? trimSteps(trim) : []),
    `If it is longer than ${samples} samples, keep the ${samples} in the middle.`,
    ...ENCODER_NORMALISATION_STEPS[settings.normalise],
    `If it is shorter than ${settings.frameSamples} samples, put it in the middle of that many zeros.`,
    ...encoderInputSteps(input),
    layers === undefined
      ? `Run ${files[0].name} and take its output${output === null ? '' : ` ${output}`} as frames: E = output.reshape(-1, ${dimensions}).`
      : `Run ${files[0].name} and take its outputs ${layers.join(', ')} as frames, with the layers of a value side by side: E = np.stack([output.reshape(-1, ${dimensions}) for output in outputs], axis=2).reshape(-1, ${rows}).`,
    ...(input.kind === 'whisper-mel'
      ? [
          `Keep the frames of the sound: E = E[:1 + max(0, (samples - ${settings.frameSamples}) // ${settings.hopSamples})].`,
        ]
      : []),
    `Repeat or leave out frames evenly until there are ${frames}: E = E[np.arange(${frames}) * len(E) // ${frames}].`,
    'Transpose: D = E.T.',
  ];
}

const ENCODER_NORMALISATION_STEPS: Record<EncoderFeatures['normalise'], string[]> = {
  none: [],
  'unit-variance': ['Normalise the samples: y = (y - y.mean()) / np.sqrt(y.var() + 1e-7).'],
  '16-bit': ['Multiply the samples by 32768.'],
};

function encoderInputSteps(input: EncoderFeatures['input']): string[] {
  switch (input.kind) {
    case 'samples':
      return ['Give the encoder y[None, :].'];
    case 'frame-windows':
      return [
        `Run ${input.file} on y[None, :] and reshape its output to frames: M = output.reshape(-1, ${input.values}) * ${input.multiply} + ${input.add}.`,
        `Give the encoder all windows of ${input.window} frames every ${input.hop}: np.stack([M[i:i + ${input.window}] for i in range(0, len(M) - ${input.window - 1}, ${input.hop})])[..., None].`,
      ];
    case 'whisper-mel':
      return [
        `Make Whisper's log-mel bands (${input.bands}) of the sound with zeros after it up to ${input.seconds} s, and give the encoder M[None].`,
      ];
  }
}

const CHANNEL_NAMES: Record<Channel, string> = {
  mean: 'the mean of all channels',
  left: 'the first channel',
  right: 'the second channel',
  louder: 'the channel with the most energy',
};

/** The steps of `createMelExtractor`, to the matrix D, by the names of librosa 0.10 and later. */
function melSteps(settings: MelFeatures): string[] {
  const { sampleRateHz: rate, trim, fftSamples, windowSamples, hopSamples, topDb, coefficients } = settings;
  const samples = Math.round(settings.durationSeconds * rate);
  const highest = settings.highestHz ?? rate / 2;
  const placed =
    settings.placement.kind === 'centre' ? 'in the middle' : 'at any position (training drew one)';
  return [
    `Read the sound as one channel (${CHANNEL_NAMES[settings.channel ?? 'mean']}) of samples in -1 … 1 at ${rate} Hz: ${settings.channel === undefined ? `y, _ = librosa.load(path, sr=${rate})` : `y, _ = librosa.load(path, sr=${rate}, mono=False), then that channel of y`}.`,
    ...(trim ? trimSteps(trim) : []),
    `Make it exactly ${samples} samples long: cut a longer sound ${placed}; put a shorter one ${placed} of zeros.`,
    `Compute the power spectrogram: S = abs(librosa.stft(y, n_fft=${fftSamples}, win_length=${windowSamples}, hop_length=${hopSamples}, window="hann", center=True, pad_mode="constant")) ** 2.`,
    `Apply the mel filters: M = librosa.filters.mel(sr=${rate}, n_fft=${fftSamples}, n_mels=${settings.melBands}, fmin=${settings.lowestHz}, fmax=${highest}) @ S.`,
    `Convert to decibels: D = librosa.power_to_db(M, ref=1.0, amin=1e-10, top_db=${topDb ?? 'None'}).`,
    ...(coefficients === null
      ? []
      : [
          `Keep ${coefficients} cepstral coefficients: D = scipy.fft.dct(D, axis=0, type=2, norm="ortho")[:${coefficients}].`,
        ]),
    ...normalisationSteps(settings),
  ];
}

/** `trimSilence` of the laboratory. */
function trimSteps(trim: NonNullable<FeaturePart['trim']>): string[] {
  const { belowDb, frameSamples, hopSamples, aboveNoiseDb } = trim;
  const silence = `Trim silence at both ends: y, (s, e) = librosa.effects.trim(y, top_db=${belowDb}, frame_length=${frameSamples}, hop_length=${hopSamples}).`;
  if (aboveNoiseDb === undefined) return [silence];
  const { steady, kept } = noiseHops(trim);
  return [
    silence,
    `Trim the background noise that is left: L = the levels in dB of all frames of the untrimmed sound, N = its sorted levels [len(L) // ${1 / NOISE_QUANTILE}], T = min(N + ${aboveNoiseDb}, L.max() - ${NEVER_NOISE_DB}). Find the first and the last ${steady} frames in a row that are all above T, and keep all from the one to the other, with ${kept} frames more on each side, within what the step before has kept.`,
  ];
}

function normalisationSteps({ normalise, hopSamples }: MelFeatures): string[] {
  if (normalise === 'none') return [];
  if (normalise === 'clip')
    return [
      'Normalise over the whole matrix: D = (D - D.mean()) / D.std(); if the deviation is 0, D = zeros.',
    ];
  return [
    `Find the frames with sound, if the sound begins with sample s of the window and has n samples: a = s // ${hopSamples}, b = min(D.shape[1], ceil((s + n) / ${hopSamples}) + 1), P = D[:, a:b].`,
    `Subtract ${normalise === 'bands' ? 'the mean over time' : 'half of the mean over time'} of each band: D = D - ${normalise === 'bands' ? '' : '0.5 * '}P.mean(axis=1, keepdims=True).`,
    'Give the padding the lowest value of the frames with sound: D[:, :a] = D[:, b:] = D[:, a:b].min().',
    'Normalise with the mean and the deviation of the frames with sound: D = (D - D[:, a:b].mean()) / D[:, a:b].std(); if the deviation is 0, D = zeros.',
  ];
}

function cropSteps(settings: FeatureSettings): string[] {
  if (cropOf(settings) === undefined) return [];
  const { frames, rowFrames, count, within, melRows } = testedCrops(settings);
  const spare = rowFrames - frames;
  const ofMel = melRows === undefined ? '' : ` of the first ${melRows} rows`;
  if (within !== undefined) {
    const starts = count === 1 ? '[p + (q - p) // 2]' : `np.floor(np.linspace(p, q, ${count}) + 0.5)`;
    return [
      `Find the frames between the padding, which is a frame${ofMel} that is repeated at the beginning or at the end: D[:, a:b]; p, q = np.clip(sorted([a, b - ${frames}]), 0, ${spare}).`,
      `Cut ${count === 1 ? 'a part' : `${count} parts`} of ${frames} frames: D[:, start:start + ${frames}] for start in ${starts}. Give each to the model and average the probabilities.`,
    ];
  }
  const starts = Array.from({ length: count }, (_, index) => cropStart(spare, index, count));
  if (starts.length === 1) return [`Keep ${frames} frames: D = D[:, ${starts[0]}:${starts[0] + frames}].`];
  return [
    `Cut ${starts.length} parts of ${frames} frames, from the frames ${starts.join(', ')}: D = D[:, start:start + ${frames}]. Give each to the model and average the probabilities.`,
  ];
}
