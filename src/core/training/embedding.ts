import { yieldToMessages } from '#core/jobs/job-control.ts';
import type { JobContext } from '#core/jobs/job-handler.ts';
import type { JobResults } from '#core/jobs/job-kinds.ts';
import type { EmbedJob } from '#core/jobs/kinds/embed-job.ts';
import { embeddingLayer } from '#core/models/layers/embedding-layer.ts';
import { countParameters } from '#core/models/layers/weights.ts';
import { networkNamed } from '#core/models/registry.ts';
import { readSafetensors } from '#core/models/weight-files/safetensors.ts';
import { principalComponents } from '#core/statistics/pca.ts';
import { throwIfCancelled } from '#shared/failure.ts';
import { openInputs } from './prediction.ts';

/**
 * The embeddings (the input of the network's last dense layer, as in prediction) along their two principal components. Throws {@link UserError} as
 * `runPrediction`, and `no-embedding` for a network without a dense layer.
 */
export async function runEmbedding(
  job: EmbedJob,
  context: JobContext,
): Promise<JobResults['embed'] | 'stopped'> {
  const architecture = networkNamed(job.network, job.inputShape, job.classes);
  const { engine, why, versions } = await context.engine(job.engine, { orAnother: job.orAnotherEngine });
  using network = await engine.build(architecture, { seed: 0 });
  const parameters = countParameters(architecture).total;
  context.emit({ kind: 'engine', engine: engine.name, device: engine.device, why, versions, parameters });
  using inputs = openInputs(job);
  await network.writeWeights((await readSafetensors(job.weightsPath)).tensors);
  const size = embeddingLayer(architecture)?.size ?? 0;
  const embeddings = new Float32Array(inputs.n * size);
  for (let from = 0; from < inputs.n; from += job.batchSize) {
    await yieldToMessages(context.control);
    if (context.control.command === 'stop') return 'stopped';
    const n = Math.min(job.batchSize, inputs.n - from);
    for (let crop = 0; crop < inputs.crops; crop++) {
      const found = await network.embed(inputs.read(from, n, { crop }), n);
      for (const [i, value] of found.entries()) embeddings[from * size + i] += value / inputs.crops;
    }
    context.emit({ kind: 'progress', done: from + n, total: inputs.n });
  }
  throwIfCancelled(context.control.signal);
  const { points, shares } = principalComponents(embeddings, size, 2);
  return { points: Float32Array.from(points), shares: [shares[0], shares[1]], size };
}
