import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-node';
import type { OnnxRuntimeReport } from '#shared/encoders.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { executionProvider } from './execution-provider.ts';

/** A tensor of float32 with its sizes. */
export interface Floats {
  data: Float32Array;
  dims: readonly number[];
}

/** A loaded ONNX network with one input for values. */
export interface OnnxModel {
  /**
   * Runs the network. @param outputs The names of the outputs that are wanted; null: the first one. Gives them in this order.
   * @throws UserError `encoder-unusable` for a network that rejects the input or gives no floats.
   */
  run(input: Floats, outputs: readonly string[] | null): Promise<Floats[]>;
  [Symbol.dispose](): void;
}

/** What ONNX Runtime says about a network. */
export interface OnnxSignature {
  inputs: { name: string; type: string }[];
  outputs: string[];
}

/** Networks of transformers may ask which samples are sound. All are: clips are not padded. */
const MASK = 'attention_mask';

/** Whether ONNX Runtime can be loaded in this process, and where it computes. */
export async function examineOnnxRuntime(): Promise<OnnxRuntimeReport> {
  const { title, reason } = executionProvider();
  try {
    const { env } = await import('onnxruntime-node');
    return { works: true, version: env.versions.node ?? null, device: title, reason };
  } catch (error) {
    return { works: false, version: null, device: null, reason: toFailure(error).message };
  }
}

/**
 * Loads an ONNX network. One thread computes it, so that the same input gives the same bits on every machine of one kind
 * and feature workers do not compete for cores.
 * @throws UserError `encoder-unusable`, `encoder-gpu`.
 */
export async function loadOnnxModel(path: string): Promise<OnnxModel & { signature: OnnxSignature }> {
  const { InferenceSession: Session, Tensor: OnnxTensor } = await import('onnxruntime-node');
  let session: InferenceSession;
  const provider = executionProvider();
  try {
    session = await Session.create(path, {
      executionProviders: [...new Set([provider.name, 'cpu'])],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // Its messages go to the terminal; what matters is in the errors.
      logSeverityLevel: 4,
    });
  } catch (error) {
    if (provider.name !== 'cpu' && /adapter|device|provider/i.test(reasonOf(error)))
      throw noGpu(provider.title, error);
    throw unusable(path, error);
  }
  const inputs = session.inputMetadata.map((input) => ({
    name: input.name,
    type: input.isTensor ? input.type : 'none',
  }));
  const values = inputs.filter(({ name }) => name !== MASK);
  if (values.length !== 1 || values[0].type !== 'float32') {
    void session.release();
    const found = inputs.map(({ name, type }) => `${name} (${type})`).join(', ');
    throw unusable(path, new Error(`it needs one input of float32, but has ${found || 'none'}`));
  }
  const mask = inputs.find(({ name }) => name === MASK);
  const outputs = [...session.outputNames];
  let released = false;
  return {
    signature: { inputs, outputs },
    async run({ data, dims }, wanted) {
      const names = wanted ?? [outputs[0]];
      const missing = names.find((name) => !outputs.includes(name));
      if (missing !== undefined)
        throw unusable(path, new Error(`it has no output ${missing}, but ${outputs.join(', ')}`));
      const feeds: Record<string, Tensor> = { [values[0].name]: new OnnxTensor('float32', data, [...dims]) };
      if (mask) feeds[MASK] = maskOf(OnnxTensor, mask.type, dims);
      let answers: InferenceSession.OnnxValueMapType;
      try {
        answers = await session.run(feeds, [...names]);
      } catch (error) {
        throw unusable(path, error);
      }
      return names.map((name) => {
        const answer = answers[name];
        if (answer.data instanceof Float32Array) return { data: answer.data, dims: answer.dims };
        throw unusable(path, new Error(`its output ${name} has the type ${answer.type} instead of float32`));
      });
    },
    [Symbol.dispose]() {
      if (released) return;
      released = true;
      void session.release();
    },
  };
}

function maskOf(OnnxTensor: TensorConstructor, type: string, [n, samples]: readonly number[]): Tensor {
  const shape = [n, samples];
  if (type === 'int64') return new OnnxTensor('int64', new BigInt64Array(n * samples).fill(1n), shape);
  if (type === 'int32') return new OnnxTensor('int32', new Int32Array(n * samples).fill(1), shape);
  return new OnnxTensor('float32', new Float32Array(n * samples).fill(1), shape);
}

/** The message of ONNX Runtime without its source position, as a part of a sentence. */
function reasonOf(error: unknown): string {
  return toFailure(error)
    .message.replace(/\s+/g, ' ')
    .replace(/^\S*onnxruntime_src.* was false\. /, '')
    .replace(/[.\s]+$/, '');
}

function noGpu(title: string, cause: unknown): UserError {
  return new UserError(
    'encoder-gpu',
    `The GPU cannot compute encoders (${title}: ${reasonOf(cause)}). Choose the CPU in Settings, or by “computing --encoders cpu”.`,
    { cause },
  );
}

function unusable(path: string, cause: unknown): UserError {
  return new UserError('encoder-unusable', `${path} cannot be used: ${reasonOf(cause)}.`, {
    cause,
  });
}
