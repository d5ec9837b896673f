import { type ExperimentLog, openExperimentLog } from '#core/database/experiment-log.ts';
import type { Clip } from '#shared/corpora.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';
import { DEFAULT_SETTINGS, type RunSettings } from '#shared/settings/catalogue.ts';

export interface ComparableRuns {
  /** The laboratory's folder. */
  folder: string;
  runs: number;
  /** Test clips of each run: the thesis's combined test set has 2,433. */
  testClips: number;
  speakers: number;
  epochs: number;
}

const NO_LEAKAGE = { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 };
const NETWORKS = ['compact', 'vgg19', 'xception', 'inceptionv3', 'resnet101v2', 'densenet201'] as const;

/**
 * Writes finished runs with the same test clips into a laboratory, without training and without audio files. Each run is
 * better than the one before. Returns their ids.
 */
export function writeComparableRuns({ folder, runs, testClips, speakers, epochs }: ComparableRuns): string[] {
  using log = openExperimentLog(folder);
  const clips = Array.from({ length: 2 * testClips }, (_, index) => clipOf(index, speakers));
  // Even clips are for training, so that all speakers and emotions are in the test.
  const test = clips.flatMap((_, index) => (index % 2 === 1 ? [index] : []));
  const train = clips.flatMap((_, index) => (index % 2 === 0 ? [index] : []));
  return Array.from({ length: runs }, (_, number) => {
    const network = NETWORKS[number % NETWORKS.length];
    const id = log.createRun({
      name: `${network} · run ${number + 1}`,
      settings: { ...DEFAULT_SETTINGS, network, seed: 7 + number } as RunSettings,
      environment: {
        version: '0.1.0',
        engine: 'wasm',
        device: 'cpu',
        platform: 'linux x64',
        node: process.versions.node,
        packages: {},
      },
      parameters: 1_000_000 * (number + 1),
      corpora: [{ name: 'RAVDESS', folder: '/corpora/ravdess', clips: clips.length }],
      corpusFingerprint: 'f'.repeat(64),
      clips,
      folds: [
        {
          name: 'speaker-independent',
          train: train.slice(500),
          validation: train.slice(0, 500),
          test,
          leakage: NO_LEAKAGE,
        },
      ],
      leakage: NO_LEAKAGE,
    });
    finish(log, id, { clips, test, epochs, skill: 0.25 + 0.05 * number, seed: number });
    return id;
  });
}

function clipOf(index: number, speakers: number): Clip {
  const emotion = EMOTIONS[Math.floor(index / 2) % EMOTIONS.length];
  const speaker = Math.floor(index / 2 / EMOTIONS.length) % speakers;
  return {
    path: `/corpora/ravdess/Actor_${speaker + 1}/${index}.wav`,
    corpus: 'RAVDESS',
    layout: 'ravdess',
    speaker: `RAVDESS/${String(speaker + 1).padStart(2, '0')}`,
    sex: speaker % 2 === 0 ? 'male' : 'female',
    sentence: `RAVDESS/${index % 2}`,
    intensity: null,
    group: null,
    code: emotion,
    emotion,
    sampleRateHz: 48_000,
    channels: 1,
    durationSeconds: 3.5,
    levelDbfs: -30,
    fingerprint: index.toString(16).padStart(64, '0'),
    signature: 'c2lnbmF0dXJl',
    namedSplit: null,
    synthetic: false,
    warning: null,
  };
}

interface Finished {
  clips: readonly Clip[];
  test: readonly number[];
  epochs: number;
  /** The share of clips that are predicted correctly, roughly. */
  skill: number;
  seed: number;
}

function finish(log: ExperimentLog, id: string, { clips, test, epochs, skill, seed }: Finished): void {
  const random = createRandom(seed, 'comparable runs');
  log.setStatus(id, 'running');
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const progress = 1 - Math.exp((-3 * epoch) / epochs);
    log.addEpoch(id, {
      epoch,
      fold: 0,
      loss: 1.95 - 1.6 * progress * (0.6 + skill) + 0.05 * random.next(),
      accuracy: 0.14 + progress * (skill + 0.1) + 0.02 * random.next(),
      validationLoss: 1.95 - progress * (0.4 + skill) + 0.1 * random.next() + 0.2 * (epoch / epochs) ** 2,
      validationAccuracy: 0.14 + progress * skill + 0.04 * random.next(),
      validationUar: 0.14 + 0.95 * progress * skill + 0.04 * random.next(),
      learningRate: 1e-3 * (1 - epoch / (epochs + 1)),
      seconds: 2 + seed,
    });
  }
  const predictions = test.map((clip) => {
    const actual = EMOTIONS.indexOf(clips[clip].emotion);
    const raw = EMOTIONS.map(() => random.next() ** 3);
    if (random.next() < skill) raw[actual] += 1;
    const sum = raw.reduce((total, value) => total + value, 0);
    return { clip, probabilities: Float32Array.from(raw, (value) => value / sum) };
  });
  log.finishFold(id, 0, { bestEpoch: Math.ceil(0.8 * epochs), predictions });
  log.setStatus(id, 'finished');
}
