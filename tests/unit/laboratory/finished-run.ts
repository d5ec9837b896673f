import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PredictJob } from '#core/jobs/kinds/predict-job.ts';
import type { TrainJob } from '#core/jobs/kinds/train-job.ts';
import { evaluationRequests } from '#core/laboratory/evaluations/requests.ts';
import { runRequests } from '#core/laboratory/runs/requests.ts';
import { createRunDirector } from '#core/laboratory/runs/run-director.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { NO_CONTEXT, type PreparedVoices, playedServices } from './laboratory-services.ts';

const EVEN = Array(EMOTIONS.length).fill(1 / EMOTIONS.length);

/** A finished run on these voices, with weights files that nothing reads because the test answers the prediction. */
export async function finishedRun(
  prepared: PreparedVoices,
  settings: RunSettingsInput = {},
  folders: string[] = [prepared.corpus],
) {
  const services = playedServices(prepared);
  const director = createRunDirector(services);
  const requests = { ...runRequests(services, director, { resumed: [] }), ...evaluationRequests(services) };
  const { id } = await requests['runs.start']({ folders, settings, tags: [] }, NO_CONTEXT);
  const [played] = services.hosts.training.jobs;
  const job = played.job as TrainJob;
  for (const [fold, { test }] of job.folds.entries()) {
    const probabilities = Float32Array.from(test.flatMap(() => EVEN));
    played.say({ kind: 'result', fold, clips: test, probabilities, bestEpoch: 1, temperature: 2 });
    const weights = join(job.checkpointFolder, `fold-${fold}`, 'weights.safetensors');
    mkdirSync(dirname(weights), { recursive: true });
    writeFileSync(weights, '');
  }
  played.end({ status: 'finished', result: { folds: job.folds.length } });
  await director.settled();
  return { ...services, requests, id, job };
}

/** Evaluates on `folders`; `predict` takes the place of the network. */
export async function evaluate(
  run: Awaited<ReturnType<typeof finishedRun>>,
  folders: string[],
  predict: (clips: number) => Float32Array = (clips) =>
    Float32Array.from(Array.from({ length: clips }, () => EVEN).flat()),
  options: { corpus?: string | null; keep?: boolean } = {},
) {
  const { jobs } = run.hosts.evaluation;
  const before = jobs.length;
  const input = { run: run.id, folders, corpus: null, keep: false, ...options };
  const asked = run.requests['runs.evaluate'](input, NO_CONTEXT);
  while (jobs.length === before) {
    await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 5))]);
  }
  const played = jobs.at(-1)!;
  const job = played.job as PredictJob;
  if (job.inputs.from !== 'rows') throw new Error('features are read from the cache');
  played.say({ kind: 'engine', engine: 'wasm', device: 'cpu', why: '', versions: {}, parameters: 1 });
  played.end({ status: 'finished', result: { probabilities: predict(job.inputs.rows.length) } });
  return { metrics: await asked, job };
}
