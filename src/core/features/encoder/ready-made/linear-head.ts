import { z } from 'zod';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { UserError } from '#shared/failure.ts';

/** A hundred labels of 8,192 values. */
const MAX_BYTES = 16e6;

/** A linear layer on the mean of a network's frames. */
export interface LinearHead {
  /**
   * One value per label: weights · mean of the frames + biases.
   * @param frames `[count, dimensions]`, row-major.
   * @throws UserError `encoder-unusable` if the frames have another size.
   */
  apply(frames: Float32Array, dimensions: number): Float32Array;
}

/** `weight`: `[labels, dimensions]`. Other keys are ignored. */
const headSchema = z.object({
  weight: z.array(z.array(z.number())).min(1).max(100),
  bias: z.array(z.number()),
});

/**
 * Reads a linear layer: JSON with `weight` and `bias`, as PyTorch names them.
 * @throws UserError `encoder-unusable` for another file, or another number of labels.
 */
export async function readLinearHead(path: string, labels: number): Promise<LinearHead> {
  const unusable = (what: string, cause?: unknown): UserError =>
    new UserError('encoder-unusable', `${path} cannot be used as a linear layer: ${what}.`, { cause });
  let head: z.infer<typeof headSchema>;
  try {
    const bytes = await readRegularFile(path, MAX_BYTES, () => unusable('it is larger than 16 MB'));
    head = headSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    throw unusable('it is not JSON with weight and bias', error);
  }
  const { weight, bias } = head;
  const [{ length: size }] = weight;
  if (weight.length !== labels || bias.length !== labels || weight.some((row) => row.length !== size))
    throw unusable(`its sizes do not fit ${labels} labels`);
  return {
    apply(frames, dimensions) {
      const count = frames.length / dimensions;
      if (dimensions !== size || count < 1)
        throw unusable(`it is for frames of ${size} values, but the network gave ${dimensions}`);
      const mean = new Float64Array(size);
      for (const [index, value] of frames.entries()) mean[index % size] += value / count;
      return Float32Array.from(weight, (row, label) =>
        row.reduce((sum, value, index) => sum + value * mean[index], bias[label]),
      );
    },
  };
}
