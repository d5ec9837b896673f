import { resolve } from 'node:path';
import { decodeNpy, writeNpy } from '#core/features/npy.ts';
import { outcomeResult } from '#core/jobs/job-outcome.ts';
import type { CallContext, Services } from '#core/laboratory/services.ts';
import { networkNamed } from '#core/models/registry.ts';
import { errorCode, fileReason } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import type { NetworkRun } from '#shared/answers.ts';
import type { RequestParsed } from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';
import type { WeightsReport } from '#shared/weights.ts';

/** 10,000 clips of 128 × 188 values are 963 MB. The array is in memory twice until the job process has it. */
const MAX_INPUT_BYTES = 1e9;
/** Clips per batch. */
const BATCH = 32;

/**
 * Runs a network on an array from a file and writes its output.
 * @throws UserError `invalid-npy`, `invalid-input`, `input-too-small`, `output-unwritable`, and the errors of the job:
 *   `weights-unreadable`, `weights-mismatch`, `engine-unavailable`, `cancelled`.
 */
export async function runNetwork(
  services: Services,
  request: RequestParsed<'networks.run'>,
  { signal, progress }: CallContext,
): Promise<NetworkRun> {
  const { name, engine, foldChannels, classes } = request;
  const { shape, data } = await readInput(resolve(request.input));
  const [n, bands, frames] = imagesOf(shape, request.input);
  networkNamed(name, [bands, frames], classes);
  let used = { engine: '', device: '' };
  let weights: WeightsReport | null = null;
  const start = performance.now();
  const job = services.hosts.evaluation.run(
    {
      kind: 'predict',
      engine,
      network: name,
      inputShape: [bands, frames],
      classes,
      weightsPaths: [resolve(request.weights)],
      foreignWeights: true,
      foldChannels,
      batchSize: BATCH,
      inputs: { from: 'values', values: data },
    },
    (event) => {
      if (event.kind === 'engine') used = { engine: event.engine, device: event.device };
      if (event.kind === 'weights') weights = event.report;
      if (event.kind === 'progress') progress('network', event.done, event.total);
    },
  );
  const crashed = 'The process that ran the network ended unexpectedly. Try again.';
  const { probabilities } = await outcomeResult(job, signal, crashed);
  const output = [n, classes];
  const path = resolve(request.output);
  await write(path, probabilities, output);
  const milliseconds = performance.now() - start;
  return { name, input: [n, bands, frames, 1], output, path, ...used, milliseconds, weights };
}

async function readInput(path: string) {
  let bytes: Uint8Array;
  try {
    bytes = await readRegularFile(
      path,
      MAX_INPUT_BYTES,
      () => new UserError('invalid-npy', `The array ${path} is larger than 1 GB. Split it into parts.`),
    );
  } catch (error) {
    const known = fileReason(error);
    if (known === null) throw error;
    throw new UserError('invalid-npy', `The array ${path} cannot be read. ${known.reason}`, { cause: error });
  }
  return decodeNpy(bytes);
}

/** `[n, bands, frames]` of an array of images with one channel, with or without the outer and the inner axis. */
function imagesOf(shape: readonly number[], path: string): [n: number, bands: number, frames: number] {
  const withoutChannel = shape.length > 2 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
  const images = withoutChannel.length === 2 ? [1, ...withoutChannel] : withoutChannel;
  if (images.length === 3 && images.every((size) => size > 0)) return images as [number, number, number];
  throw new UserError(
    'invalid-input',
    `${path} has the shape [${shape.join(', ')}]. A network needs [n, bands, frames, 1], [n, bands, frames] or [bands, frames].`,
  );
}

async function write(path: string, values: Float32Array, shape: readonly number[]): Promise<void> {
  try {
    await writeNpy(path, values, shape);
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    throw new UserError(
      'output-unwritable',
      `${path} cannot be written (${code}). Choose an existing folder with free space.`,
      { cause: error },
    );
  }
}
