import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import type { StoredPrediction } from '#core/database/tables/predictions-table.ts';
import { trainingData } from '#core/laboratory/runs/trained-clips.ts';
import { overlapOf, sharedLabelMetrics } from '#core/metrics/shared-labels.ts';
import {
  type EvaluationSummary,
  evaluationScoresSchema,
  type Matrix,
  type MatrixCell,
  type TestedCorpus,
} from '#shared/evaluations.ts';
import { throwIfCancelled } from '#shared/failure.ts';
import { emotionNames } from '#shared/label-sets.ts';
import { areOnlyIn, inColumn } from '#shared/matrix-columns.ts';
import type { Run, RunDescription } from '#shared/runs.ts';
import { isReadyMade } from '#shared/settings/ready-made-network.ts';

/** Maximum number of remembered results of own test sets. A result takes about a kilobyte. */
const MAX_REMEMBERED = 500;

type Log = Pick<ExperimentLog, 'describeRun' | 'listEvaluations' | 'listPredictions' | 'showSplit'>;
type OwnTest = Pick<MatrixCell, 'results' | 'restricted' | 'emotions'>;

/**
 * Returns a function that gives the matrix trained-on × tested-on: for each run and corpus the newest evaluation, or the
 * run's own test clips of that corpus if the run was trained on it. Other work can run between two cells. The test results
 * of finished runs do not change, so they are computed once.
 */
export function createMatrix(
  log: Log,
): (runs: readonly string[], columns: readonly TestedCorpus[], signal?: AbortSignal) => Promise<Matrix> {
  const remembered = new Map<string, OwnTest | null>();

  const ownTest = async (
    run: RunDescription,
    names: readonly string[],
    data: () => TestData,
  ): Promise<OwnTest | null> => {
    const key = JSON.stringify([run.id, names]);
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const computed = computeOwnTest(data(), run, names);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(key, computed);
    await nextTurn();
    return computed;
  };

  return async (runs, columns, signal) => {
    const rows: Matrix['rows'] = [];
    for (const name of runs) {
      const run = log.describeRun(name);
      const evaluations = log.listEvaluations({ run: run.id });
      const cells: (MatrixCell | null)[] = [];
      const data = readOnce(() => readTestData(log, run));
      for (const column of columns) {
        throwIfCancelled(signal);
        const own = inColumn(run.corpora, column);
        const names = own.map((corpus) => corpus.name);
        const tested = own.length > 0 && run.status === 'finished' ? await ownTest(run, names, data) : null;
        cells.push(
          tested === null
            ? evaluationCell(evaluations, column)
            : {
                kind: 'own-test',
                evaluation: null,
                ...tested,
                leakage: run.leakage,
                corpusClips: sumOfClips(own),
              },
        );
      }
      const { id, synthetic, corpora, settings } = run;
      rows.push({
        run: id,
        name: run.name,
        network: settings.network,
        protocol: settings.protocol.name,
        seed: settings.seed,
        synthetic,
        // Nothing was trained on the clips with which a ready-made model was tested.
        corpora: isReadyMade(settings) ? [] : corpora.map((corpus) => corpus.name),
        cells,
      });
    }
    return { rows };
  };
}

const sumOfClips = (corpora: Run['corpora']): number => corpora.reduce((sum, { clips }) => sum + clips, 0);

/** The newest evaluation on exactly this corpus. */
function evaluationCell(evaluations: readonly EvaluationSummary[], column: TestedCorpus): MatrixCell | null {
  const found = evaluations.find(({ corpora }) => areOnlyIn(corpora, column));
  if (found === undefined) return null;
  const { id, corpora, leakage, emotions, results, restricted } = found;
  return {
    kind: 'evaluation',
    evaluation: id,
    corpusClips: sumOfClips(corpora),
    leakage,
    emotions,
    results,
    restricted,
  };
}

/** A run's own test clips with their predictions, and the emotions that it was trained on. */
interface TestData {
  tested: readonly StoredPrediction[];
  trained: ReadonlySet<number>;
  /** The names of the run's emotions. */
  names: readonly string[];
}

function readTestData(log: Log, { id, settings }: RunDescription): TestData {
  const { emotions } = trainingData(log, id);
  const names = emotionNames(settings.labels);
  return {
    tested: log.listPredictions(id),
    trained: new Set([...emotions].map((emotion) => names.indexOf(emotion))),
    names,
  };
}

function readOnce<T>(read: () => T): () => T {
  let value: { read: T } | undefined;
  return () => {
    value ??= { read: read() };
    return value.read;
  };
}

/** The results of a run's own test clips of some corpora. Null if none of them was tested. */
function computeOwnTest(
  { tested, trained, names: emotions }: TestData,
  run: RunDescription,
  corpora: readonly string[],
): OwnTest | null {
  const predictions = tested
    .filter(({ clip }) => corpora.includes(clip.corpus))
    .map(({ clip, actual, probabilities }) => ({
      actual: emotions.indexOf(actual),
      probabilities,
      speaker: clip.speaker,
    }));
  const actual = predictions.map((prediction) => prediction.actual);
  const { shared, missing, unseen } = overlapOf(actual, trained);
  if (shared.length === 0) return null;
  return {
    ...evaluationScoresSchema.parse(
      sharedLabelMetrics(predictions, shared, { seed: run.settings.seed, labels: emotions }),
    ),
    emotions: {
      shared: shared.map((label) => emotions[label]),
      missing: missing.map((label) => emotions[label]),
      excluded: unseen.map((label) => ({
        emotion: emotions[label],
        clips: actual.filter((other) => other === label).length,
      })),
    },
  };
}
