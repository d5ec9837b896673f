import { resolve } from 'node:path';
import type { Recognition } from '../../shared/answers.ts';
import { throwIfCancelled } from '../../shared/failure.ts';
import { recipeShape } from '../../shared/recipes.ts';
import { type RecognitionPayloadInput, recognitionResultSchema } from '../recognition/recognition-job.ts';
import type { JobEvent } from '../training/job.ts';
import { outcomeResult } from './outcome.ts';
import type { Handlers, Parts } from './parts.ts';
import { recogniserWeights } from './recogniser-files.ts';

/** Files a job: a recording that comes meanwhile is judged between two of them. */
const FILES_AT_ONCE = 16;

export function recognitionRequests(
  parts: Parts,
): Handlers<'recognise.files' | 'recognise.sound' | 'recognise.prepare'> {
  return {
    'recognise.files': async ({ run, files, timeline, hopSeconds }, { signal, progress }) => {
      const payload = { ...recogniserOf(parts, run), timeline, hopSeconds };
      const results: Recognition[] = [];
      for (let from = 0; from < files.length; from += FILES_AT_ONCE) {
        throwIfCancelled(signal);
        const some = files.slice(from, from + FILES_AT_ONCE).map((file) => resolve(file));
        const tell = (event: JobEvent) => {
          if (event.kind === 'progress') progress('recognising', from + event.done, files.length);
        };
        results.push(...(await recognise(parts, { ...payload, files: some }, signal, tell)));
      }
      return results;
    },
    'recognise.sound': async ({ run, wav, timeline, hopSeconds }, { signal }) => {
      const payload = { ...recogniserOf(parts, run), timeline, hopSeconds, sounds: [wav] };
      const [result] = await recognise(parts, payload, signal);
      return result;
    },
    'recognise.prepare': async ({ run }, { signal }) => {
      let told = { engine: '', device: '' };
      await recognise(parts, recogniserOf(parts, run), signal, (event) => {
        if (event.kind === 'engine') told = { engine: event.engine, device: event.device };
      });
      return told;
    },
  };
}

/** @throws UserError `unknown-run`, `no-recogniser`. */
function recogniserOf(parts: Parts, named: string): RecognitionPayloadInput {
  const run = parts.log.showRun(named);
  const { recipe, network, engine } = run.settings;
  return {
    engine,
    network,
    inputShape: recipeShape(recipe),
    recipe,
    weightsPaths: recogniserWeights(parts.folder, run),
    files: [],
    timeline: false,
    hopSeconds: 1,
  };
}

async function recognise(
  { ears }: Parts,
  payload: RecognitionPayloadInput,
  signal: AbortSignal | undefined,
  onEvent?: (event: JobEvent) => void,
): Promise<Recognition[]> {
  const job = ears.run({ kind: 'recognise', payload }, onEvent);
  const crashed = 'The recognition ended unexpectedly. Try it once more.';
  return recognitionResultSchema.parse(await outcomeResult(job, signal, crashed));
}
