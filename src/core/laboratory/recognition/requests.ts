import { resolve } from 'node:path';
import type { JobEvent } from '#core/jobs/job-events.ts';
import type { JobInput } from '#core/jobs/job-kinds.ts';
import { outcomeResult } from '#core/jobs/job-outcome.ts';
import type { RecognisedSound } from '#core/jobs/kinds/recognition-job.ts';
import { encodersFolder } from '#core/laboratory/paths.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import type { Recognition } from '#shared/answers.ts';
import { throwIfCancelled } from '#shared/failure.ts';
import { emotionNames } from '#shared/label-sets.ts';
import type { ModelChoice, RunDescription } from '#shared/runs.ts';
import { featuresOf, inputShapeOf } from '#shared/settings/features.ts';
import { calibratedModel, foldWeights } from './model-files.ts';
import { soundFiles } from './sound-files.ts';
import { createSureness, type RunSureness } from './sureness.ts';
import { createTrainedClips, type TrainedClips } from './trained-on.ts';

/** Files per job. A recording can be recognised between two jobs. */
const FILES_AT_ONCE = 16;

export function recognitionRequests(services: Services): Handlers<RequestsOf<'predict'>> {
  const trainedClipsOf = createTrainedClips(services);
  const surenessOf = createSureness(services);
  return {
    'predict.files': async ({ run, model, files: paths, timeline, hopSeconds }, { signal, progress }) => {
      const record = services.log.describeRun(run);
      const input = { ...recogniseJob(services, record, model), timeline, hopSeconds };
      const sources = await soundFiles(paths, signal);
      const files = sources.flatMap(({ path, problem }) => (problem === null ? [path] : []));
      const trained = trainedClipsOf(record);
      const sureness = surenessOf(record, input.temperatures);
      const results: Recognition[] = [];
      for (let from = 0; from < files.length; from += FILES_AT_ONCE) {
        throwIfCancelled(signal);
        const some = files.slice(from, from + FILES_AT_ONCE);
        const onEvent = (event: JobEvent) => {
          if (event.kind === 'progress') progress('recognising', from + event.done, files.length);
        };
        const sounds = recognise(services, { ...input, files: some }, signal, onEvent);
        // Together, so that neither fails unheard.
        const [recognised, clips] = await Promise.all([sounds, trained]);
        for (const sound of recognised) results.push(recognitionOf(sound, clips, sureness));
      }
      // In the order of the sources.
      const next = results.values();
      return sources.map(({ path, problem }) => (problem === null ? next.next().value! : { path, problem }));
    },
    'predict.sound': async ({ run, model, wav, timeline, hopSeconds }, { signal }) => {
      const record = services.log.describeRun(run);
      const input = { ...recogniseJob(services, record, model), timeline, hopSeconds, sounds: [wav] };
      const sounds = recognise(services, input, signal);
      const [[sound], clips] = await Promise.all([sounds, trainedClipsOf(record)]);
      return recognitionOf(sound, clips, surenessOf(record, input.temperatures));
    },
    'predict.explain': async ({ run, model, fold, sound, method, emotion }, { signal, progress }) => {
      const record = services.log.describeRun(run);
      // The probabilities of test clips are the networks' own.
      const networks =
        fold === null
          ? calibratedModel(services.folder, record, model)
          : { weightsPaths: foldWeights(services.folder, record, fold).map(({ path }) => path) };
      const input = { ...jobModel(services, record), ...networks, method, emotion };
      const source = 'path' in sound ? { path: resolve(sound.path) } : sound;
      const onEvent = (event: JobEvent) => {
        if (event.kind === 'progress') progress('explaining', event.done, event.total);
      };
      const job = services.hosts.recognition.run({ kind: 'explain', ...input, sound: source }, onEvent);
      return outcomeResult(job, signal, 'The explanation ended unexpectedly. Try again.');
    },
    'predict.prepare': async ({ run, model }, { signal }) => {
      let used = { engine: '', device: '' };
      const record = services.log.describeRun(run);
      const prepared = recognise(services, recogniseJob(services, record, model), signal, (event) => {
        if (event.kind === 'engine') used = { engine: event.engine, device: event.device };
      });
      await Promise.all([prepared, trainedClipsOf(record)]);
      return used;
    },
  };
}

function recognitionOf(sound: RecognisedSound, clips: TrainedClips, sureness: RunSureness): Recognition {
  const { prediction } = sound;
  if ('problem' in prediction) return prediction;
  const trainedOn = clips.find(sound);
  return { ...prediction, trainedOn, sure: sureness.of(prediction, trainedOn) };
}

/** @throws UserError `no-recogniser`. */
function recogniseJob(services: Services, run: RunDescription, model?: ModelChoice): JobInput<'recognise'> {
  return {
    kind: 'recognise',
    ...jobModel(services, run),
    ...calibratedModel(services.folder, run, model),
    files: [],
    timeline: false,
    hopSeconds: 1,
  };
}

/** A run's model without its weights. */
function jobModel({ folder }: Pick<Services, 'folder'>, { settings }: RunDescription) {
  const { network, engine, labels } = settings;
  const features = featuresOf(settings);
  return {
    engine,
    network,
    inputShape: inputShapeOf(features),
    features,
    encoders: encodersFolder(folder),
    emotions: emotionNames(labels),
  };
}

async function recognise(
  { hosts }: Services,
  input: JobInput<'recognise'>,
  signal: AbortSignal | undefined,
  onEvent?: (event: JobEvent) => void,
): Promise<RecognisedSound[]> {
  const job = hosts.recognition.run(input, onEvent);
  const crashed = 'The recognition ended unexpectedly. Try again.';
  return outcomeResult(job, signal, crashed);
}
