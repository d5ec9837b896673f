import { compareRuns } from '#core/comparisons/compare-runs.ts';
import { comparedParts } from '#core/comparisons/compared-parts.ts';
import { type ComparedRun, type ComparedRuns, countingRuns } from '#core/comparisons/compared-run.ts';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import { createRunReader } from '#core/laboratory/comparisons/remembered-runs.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { NO_LEAKAGE, sampleClip, sampleEpoch, sampleRun } from '../database/sample-run.ts';

/** 140 clips of five speakers in two corpora. */
const CLIPS = Array.from({ length: 140 }, (_, index) => {
  const corpus = index % 5 < 2 ? 'SAVEE' : 'TESS';
  return sampleClip(index, {
    path: `/corpora/${corpus}/${index}.wav`,
    corpus,
    speaker: `${corpus}/${index % 5}`,
    sex: index % 5 < 2 ? 'male' : 'female',
  });
});

interface WantedRun {
  name: string;
  /** How much probability the actual emotion gets on top of chance. */
  strength?: number;
  settings?: Partial<RunSettings>;
  /** The first of the test clips; a run with another one has other test clips. */
  firstTestClip?: number;
  /** None by default, as in runs of earlier versions. */
  temperature?: number;
  finished?: boolean;
  corpusFingerprint?: string;
}

/** Records a run with three epochs and predictions of its 70 test clips. Returns its id. */
export function recordRun(log: ExperimentLog, wanted: WantedRun): string {
  const {
    name,
    strength = 0.5,
    settings,
    firstTestClip = 0,
    finished = true,
    corpusFingerprint,
    temperature,
  } = wanted;
  const testClips = CLIPS.keys()
    .filter((index) => index % 2 === firstTestClip % 2)
    .toArray();
  const others = CLIPS.keys()
    .filter((index) => index % 2 !== firstTestClip % 2)
    .toArray();
  const plain = sampleRun();
  const run = log.createRun({
    ...plain,
    name,
    corpusFingerprint: corpusFingerprint ?? plain.corpusFingerprint,
    settings: { ...plain.settings, ...settings },
    clips: CLIPS,
    corpora: [
      { name: 'SAVEE', folder: '/corpora/savee', clips: 56 },
      { name: 'TESS', folder: '/corpora/tess', clips: 84 },
    ],
    folds: [
      {
        name: 'speaker-independent',
        train: others.slice(10),
        validation: others.slice(0, 10),
        test: testClips,
        leakage: NO_LEAKAGE,
      },
    ],
    status: 'running',
  });
  for (const epoch of [1, 2, 3]) log.addEpoch(run, sampleEpoch(epoch));
  if (!finished) return run;
  const random = createRandom(name);
  const predictions = testClips.map((clip) => {
    const raw = EMOTIONS.map(
      (_, emotion) => random.next() + (EMOTIONS.indexOf(CLIPS[clip].emotion) === emotion ? strength : 0),
    );
    const sum = raw.reduce((total, value) => total + value, 0);
    return { clip, probabilities: raw.map((value) => value / sum) };
  });
  log.finishFold(run, 0, { bestEpoch: 2, temperature, predictions });
  log.setStatus(run, 'finished');
  return run;
}

/** The comparison of runs of a log, as the laboratory makes it, with the parts of the test clips. */
export async function compare(log: ExperimentLog, items: readonly (readonly string[])[], baseline = 0) {
  const reader = createRunReader(log);
  const read = await Promise.all(
    items.map(async (runs) => (await Promise.all(runs.map((run) => reader.read(run)))) as ComparedRun[]),
  );
  const compared = read as unknown as ComparedRuns[];
  const parts = (by: 'corpus' | 'sex' | 'speaker') => comparedParts(compared.map(countingRuns), by);
  return {
    comparison: await compareRuns(compared, baseline),
    parts: {
      corpus: await parts('corpus'),
      sex: await parts('sex'),
      age: [],
      speaker: await parts('speaker'),
    },
    runs: compared.flat().map(({ run }) => run),
  };
}
