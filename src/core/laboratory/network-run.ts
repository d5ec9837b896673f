import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { NetworkRun } from '../../shared/answers.ts';
import type { RequestParsed } from '../../shared/contract.ts';
import { EMOTIONS } from '../../shared/emotions.ts';
import { UserError } from '../../shared/failure.ts';
import type { WeightsReport } from '../../shared/weights.ts';
import { errorCode, fileReason } from '../corpora/file-reasons.ts';
import { decodeNpy, writeNpy } from '../features/npy.ts';
import { networkNamed } from '../models/registry.ts';
import { outcomeResult } from './outcome.ts';
import type { CallContext, Parts } from './parts.ts';

/** Clips that go through a network at once. */
const BATCH = 32;

/**
 * Runs a network on an array from a file, and writes what it puts out.
 * @throws UserError `invalid-npy`, `invalid-input`, `input-too-small`, `output-unwritable`, and what the job throws:
 *   `weights-unreadable`, `weights-mismatch`, `engine-unavailable`, `cancelled`.
 */
export async function runNetwork(
  parts: Parts,
  request: RequestParsed<'networks.run'>,
  { signal, progress }: CallContext,
): Promise<NetworkRun> {
  const { name, engine, foldChannels } = request;
  const { shape, data } = await readInput(resolve(request.input));
  const [n, bands, frames] = imagesOf(shape, request.input);
  networkNamed(name, [bands, frames]);
  let used = { engine: '', device: '' };
  let weights: WeightsReport | null = null;
  const began = performance.now();
  const job = parts.evaluator.run(
    {
      kind: 'predict',
      engine,
      network: name,
      inputShape: [bands, frames],
      weightsPaths: [resolve(request.weights)],
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
  const crashed = 'The process that ran the network ended unexpectedly. Try it once more.';
  const { probabilities } = await outcomeResult(job, signal, crashed);
  const output = [n, EMOTIONS.length];
  const path = resolve(request.output);
  await write(path, probabilities, output);
  const milliseconds = performance.now() - began;
  return { name, input: [n, bands, frames, 1], output, path, ...used, milliseconds, weights };
}

async function readInput(path: string) {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
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
    `${path} has the shape [${shape.join(', ')}]; a network takes [n, bands, frames, 1], [n, bands, frames] or [bands, frames].`,
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
      `${path} cannot be written (${code}). Choose a folder that is there and has room.`,
      { cause: error },
    );
  }
}
