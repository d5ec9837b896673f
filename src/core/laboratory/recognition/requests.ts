import { resolve } from 'node:path';
import type { JobEvent } from '#core/jobs/job-events.ts';
import type { JobInput } from '#core/jobs/job-kinds.ts';
import { outcomeResult } from '#core/jobs/job-outcome.ts';
import type { RecognisedSound } from '#core/jobs/kinds/recognition-job.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import type { Recognition } from '#shared/answers.ts';
import { throwIfCancelled } from '#shared/failure.ts';
import { type ChosenModel, createModels } from './chosen-model.ts';
import { soundFiles } from './sound-files.ts';
import type { RunSureness } from './sureness.ts';
import type { TrainedClips } from './trained-on.ts';

/** Files per job. A recording can be recognised between two jobs. */
const FILES_AT_ONCE = 16;

export function recognitionRequests(services: Services): Handlers<RequestsOf<'predict'>> {
  const modelOf = createModels(services);
  return {
    'predict.files': async ({ run, model, files: paths, timeline, hopSeconds }, { signal, progress }) => {
      const chosen = await modelOf(run, model);
      const input = { ...recogniseJob(chosen), timeline, hopSeconds };
      const sources = await soundFiles(paths, signal);
      const files = sources.flatMap(({ path, problem }) => (problem === null ? [path] : []));
      const trained = chosen.trainedClips();
      const sureness = chosen.sureness();
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
        for (const sound of recognised) results.push(recognitionOf(sound, clips, sureness, chosen.model));
      }
      // In the order of the sources.
      const next = results.values();
      return sources.map(({ path, problem }) => (problem === null ? next.next().value! : { path, problem }));
    },
    'predict.sound': async ({ run, model, wav, timeline, hopSeconds }, { signal }) => {
      const chosen = await modelOf(run, model);
      const input = { ...recogniseJob(chosen), timeline, hopSeconds, sounds: [wav] };
      const sounds = recognise(services, input, signal);
      const [[sound], clips] = await Promise.all([sounds, chosen.trainedClips()]);
      return recognitionOf(sound, clips, chosen.sureness(), chosen.model);
    },
    'predict.explain': async ({ run, model, fold, sound, method, emotion }, { signal, progress }) => {
      const { network } = await modelOf(run, model, fold);
      const input = { ...network, method, emotion };
      const source = 'path' in sound ? { path: resolve(sound.path) } : sound;
      const onEvent = (event: JobEvent) => {
        if (event.kind === 'progress') progress('explaining', event.done, event.total);
      };
      const job = services.hosts.recognition.run({ kind: 'explain', ...input, sound: source }, onEvent);
      return outcomeResult(job, signal, 'The explanation ended unexpectedly. Try again.');
    },
    'predict.prepare': async ({ run, model }, { signal }) => {
      let used = { engine: '', device: '' };
      const chosen = await modelOf(run, model);
      const prepared = recognise(services, recogniseJob(chosen), signal, (event) => {
        if (event.kind === 'engine') used = { engine: event.engine, device: event.device };
      });
      await Promise.all([prepared, chosen.trainedClips()]);
      return used;
    },
  };
}

function recognitionOf(
  sound: RecognisedSound,
  clips: TrainedClips,
  sureness: RunSureness,
  model: ChosenModel['model'],
): Recognition {
  const { prediction } = sound;
  if (!('emotion' in prediction)) return prediction;
  const trainedOn = clips.find(sound);
  return { ...prediction, trainedOn, sure: sureness.of(prediction, trainedOn), model };
}

const recogniseJob = ({ network }: ChosenModel): JobInput<'recognise'> => ({
  kind: 'recognise',
  ...network,
  files: [],
  timeline: false,
  hopSeconds: 1,
});

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
