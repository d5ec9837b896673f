import { resolve } from 'node:path';
import { recipeShape } from '../../shared/recipes.ts';
import { type RecognitionPayload, recognitionResultSchema } from '../recognition/recognition-job.ts';
import { outcomeResult } from './outcome.ts';
import type { Handlers, Parts } from './parts.ts';
import { recogniserWeights } from './recogniser-files.ts';

export function recognitionRequests(parts: Parts): Handlers<'recognise.files'> {
  return {
    'recognise.files': async ({ run: named, files, timeline, hopSeconds }, { signal, progress }) => {
      const run = parts.log.showRun(named);
      const { recipe, network, engine } = run.settings;
      const payload: RecognitionPayload = {
        engine,
        network,
        inputShape: recipeShape(recipe),
        recipe,
        weightsPaths: recogniserWeights(parts.folder, run),
        files: files.map((file) => resolve(file)),
        timeline,
        hopSeconds,
      };
      const job = parts.host.run({ kind: 'recognise', payload }, (event) => {
        if (event.kind === 'progress') progress('recognising', event.done, event.total);
      });
      return recognitionResultSchema.parse(await outcomeResult(job, signal));
    },
  };
}
