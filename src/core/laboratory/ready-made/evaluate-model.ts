import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ArchivedRun } from '#core/archives/archived-run.ts';
import { underLabelSet } from '#core/corpora/under-label-set.ts';
import { createRunId } from '#core/database/runs/run-id.ts';
import { corpusFingerprint } from '#core/fingerprints/corpus-fingerprint.ts';
import { clipsOf, prepareFeatures, scanAndRemember } from '#core/laboratory/corpora/scanning.ts';
import { correctScan } from '#core/laboratory/corrections/correct-scan.ts';
import { environmentBefore } from '#core/laboratory/environment.ts';
import { findLabelSet } from '#core/laboratory/label-sets/find-label-set.ts';
import { saveClips } from '#core/laboratory/library/library.ts';
import { writeResult } from '#core/laboratory/log-waits.ts';
import { runFolder } from '#core/laboratory/paths.ts';
import { auditFolds } from '#core/laboratory/plans/plan-splits.ts';
import { predictInputs } from '#core/laboratory/runs/evaluation.ts';
import { corporaOf, rowsOf } from '#core/laboratory/runs/run-preparation.ts';
import { keepRecord } from '#core/laboratory/runs/run-records.ts';
import type { CallContext, Services } from '#core/laboratory/services.ts';
import { readyMadeWeights } from '#core/models/ready-made.ts';
import { writeSafetensors } from '#core/models/weight-files/safetensors.ts';
import { pooledLeakage } from '#core/splits/leakage-audit.ts';
import { makeFolds } from '#core/splits/make-folds.ts';
import { createYielder } from '#core/system/yielder.ts';
import { foldWeightsPath } from '#core/training/checkpoint.ts';
import { resolveSettings } from '#core/training/settings.ts';
import type { RequestOutput, RequestParsed } from '#shared/contract.ts';
import type { Clip, Problem } from '#shared/corpora.ts';
import type { OwnWord } from '#shared/emotion-words.ts';
import { UserError } from '#shared/failure.ts';
import { completeLabelSet, emotionNames } from '#shared/label-sets.ts';
import { MAX_NAME_CHARACTERS } from '#shared/limits.ts';
import type { Fold } from '#shared/protocols.ts';
import { modelNamed, modelUse } from '#shared/ready-made.ts';
import type { Run } from '#shared/runs.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import type { ModelFeatures } from '#shared/settings/encoder-features.ts';
import { featuresOf } from '#shared/settings/features.ts';
import { installedModelFeatures, settingsOfModel } from './installed-model.ts';
import { fittingLabelSet, modelUnder, requireEmotions } from './model-labels.ts';

type Request = RequestParsed<'readyMade.evaluate'>;

/** Folds of a corpus with enough speakers. */
const FOLDS = 5;

/** The settings that a user can choose. */
const USED_SETTINGS = ['labels', 'protocol', 'seed', 'channel'];

/** The clips on which a model is tested, and how they are divided. */
interface Tested {
  settings: RunSettings;
  clips: Clip[];
  folds: Fold[];
  corpora: Run['corpora'];
  problems: Problem[];
  /** The user's words for emotions that the scan used. */
  ownWords?: readonly OwnWord[];
}

/**
 * Tests a ready-made model as a run in which nothing is trained, and records it. The clips are those of folders, divided as a
 * training divides them, or exactly those of another run.
 * @throws UserError `encoder-missing`, `no-emotions`, `no-common-emotions`, `no-clips`, `clip-missing`, `cancelled`, and the
 *   errors of settings and splits.
 */
export async function evaluateModel(
  services: Services,
  request: Request,
  context: CallContext,
): Promise<RequestOutput<'readyMade.evaluate'>> {
  const name = modelNamed(request.model) ?? request.model;
  const features = await installedModelFeatures(services.folder, name);
  requireEmotions(features);
  const tested =
    request.like === null
      ? await clipsOfFolders(services, features, request, context)
      : await clipsOfRun(services, features, request.like, request);
  const { settings, clips, folds } = tested;
  const id = createRunId(new Date());
  const folder = runFolder(services.folder, id);
  const weights = folds.map((_, fold) => foldWeightsPath(folder, fold));
  try {
    for (const path of weights) {
      await mkdir(dirname(path), { recursive: true });
      await writeSafetensors(path, readyMadeWeights(settings.labels.emotions.length));
    }
    const run = await recorded(services, { id, name, weightsPath: weights[0], ...tested }, request, context);
    const write = <T>(call: () => T) => writeResult(services.log, call, context);
    const numbers = await saveClips(services.log, clips, context.signal, write);
    await write(() => services.log.addArchivedRun(run, numbers));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  await keepRecord(services, id);
  const use = modelUse(settings.features, emotionNames(settings.labels));
  return { run: id, problems: tested.problems, missing: use?.missing ?? [], leftOut: use?.leftOut ?? [] };
}

/** The clips of a run and its folds without what is trained. */
async function clipsOfRun(
  services: Services,
  features: ModelFeatures,
  like: string,
  { settings: given, folders }: Request,
): Promise<Tested> {
  if (Object.keys(given).length > 0 || folders.length > 0) {
    throw new UserError(
      'usage',
      'The clips, the label set, the protocol and the seed are those of the run. Leave folders and settings out.',
    );
  }
  const { settings, corpora, environment } = services.log.describeRun(like);
  const { clips, folds } = services.log.showSplit(like);
  return {
    settings: settingsOfModel(modelUnder(features, settings.labels), settings),
    clips,
    folds: folds.map(withoutTraining),
    corpora,
    problems: [],
    ownWords: environment.ownWords,
  };
}

/** The clips of folders, divided by a protocol of which only the test parts are used. */
async function clipsOfFolders(
  services: Services,
  features: ModelFeatures,
  { folders, settings: given }: Request,
  context: CallContext,
): Promise<Tested> {
  if (folders.length === 0) {
    throw new UserError('usage', 'Name folders with clips, or a run with whose clips the model is tested.');
  }
  const unused = Object.keys(given).find((key) => !USED_SETTINGS.includes(key));
  if (unused !== undefined) {
    throw new UserError(
      'invalid-settings',
      `“${unused}” has no effect, because nothing is trained. The settings with an effect are ${USED_SETTINGS.join(', ')}.`,
    );
  }
  const { labels, protocol } = given;
  const labelSet = labels === undefined ? fittingLabelSet(features) : findLabelSet(services.log, labels);
  // An error in the labels is thrown before the scan. The emotions of “as-labelled” are known only after it.
  if (labelSet.emotions.length > 0) modelUnder(features, labelSet);
  const corrected = correctScan(services.log, await scanAndRemember(services, folders, context));
  const completed = completeLabelSet(
    labelSet,
    corrected.scan.clips.map(({ emotion }) => emotion),
  );
  const scan = underLabelSet(corrected.scan, completed);
  const scanned = clipsOf(scan);
  const settings = settingsOfModel(modelUnder(features, completed), {
    ...resolveSettings({ ...given, labels: completed, protocol: protocol ?? usualProtocol(scanned) }),
    corrections: corrected.recorded,
  });
  const yieldNow = createYielder(context.signal);
  // Rejects an impossible split before minutes of feature extraction.
  const scannedFolds = await makeFolds(scanned, settings.protocol, settings.seed, yieldNow);
  const { cache, problems } = await prepareFeatures(services, scanned, featuresOf(settings), context);
  cache[Symbol.dispose]();
  const unreadable = new Set(problems.map(({ path }) => path));
  const clips = clipsOf({ clips: scanned.filter(({ path }) => !unreadable.has(path)), problems });
  const folds =
    problems.length === 0 ? scannedFolds : await makeFolds(clips, settings.protocol, settings.seed, yieldNow);
  return {
    settings,
    clips,
    folds: folds.map(withoutTraining),
    corpora: corporaOf(scan, clips),
    problems: [...scan.problems, ...problems],
    ownWords: scan.words,
  };
}

const withoutTraining = (fold: Fold): Fold => ({ ...fold, train: [], validation: [] });

/** Tests every clip once, in folds of speakers where the corpus has enough of them. */
function usualProtocol(clips: readonly Clip[]): Partial<RunSettings['protocol']> {
  const speakers = new Set(clips.map(({ speaker }) => speaker));
  const known = !speakers.has(null) && speakers.size > 1;
  return {
    name: known ? 'k-fold-speakers' : 'k-fold-random',
    folds: Math.max(2, Math.min(FOLDS, known ? speakers.size : FOLDS)),
    validationShare: 0,
  };
}

interface ToRecord extends Tested {
  id: string;
  name: string;
  weightsPath: string;
}

/** Predicts the test clips of all folds, and makes the record of a finished run. */
async function recorded(
  services: Services,
  { id, name, weightsPath, settings, clips, folds, corpora, ownWords }: ToRecord,
  request: Request,
  context: CallContext,
): Promise<ArchivedRun> {
  const createdAt = new Date().toISOString();
  const members = [...new Set(folds.flatMap(({ test }) => test))];
  const testClips = members.map((index) => clips[index]);
  const { cache } = await prepareFeatures(services, testClips, featuresOf(settings), context);
  using _ = cache;
  const rows = rowsOf(testClips, (fingerprint) => cache.rowOf(fingerprint));
  const { probabilities, engine, device } = await predictInputs(
    services,
    { id, settings },
    { weightsPaths: [weightsPath], inputs: { from: 'rows', rowsPath: cache.rowsPath, rows } },
    context,
  );
  const labels = emotionNames(settings.labels);
  const placeOf = new Map(members.map((index, place) => [index, place]));
  const sharesOf = (index: number): number[] => {
    const at = placeOf.get(index)! * labels.length;
    return [...probabilities.subarray(at, at + labels.length)];
  };
  const audits = await auditFolds(clips, folds, [], context.signal);
  const finishedAt = new Date().toISOString();
  const given = request.name?.trim() ?? '';
  const usual = [name, settings.protocol.name, `seed ${settings.seed}`].join(' · ');
  return {
    head: {
      id,
      name: (given === '' ? usual : given).slice(0, MAX_NAME_CHARACTERS),
      grid: null,
      status: 'finished',
      failure: null,
      createdAt,
      finishedAt,
      labels,
      settings,
      environment: { ...environmentBefore(engine, ownWords), device },
      parameters: labels.length ** 2,
      corpora,
      corpusFingerprint: corpusFingerprint(clips),
      leakage: pooledLeakage(audits),
      tags: [],
      notes: '',
    },
    split: {
      clips,
      folds: folds.map((fold, index) => ({
        ...fold,
        leakage: audits[index].test.leakage,
        bestEpoch: null,
        temperature: null,
        testedAt: finishedAt,
      })),
    },
    epochs: [],
    predictions: folds.map(({ test }, fold) => ({
      fold,
      clips: test,
      probabilities: test.map(sharesOf),
    })),
  };
}
