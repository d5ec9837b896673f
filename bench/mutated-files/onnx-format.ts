import type { Laboratory } from '#core/laboratory/index.ts';
import { type ModelDescription, modelDescriptionSchema } from '#shared/ready-made.ts';
import { TINY_DIMENSIONS, tinyOnnx } from '../../tests/tiny-encoder.ts';
import { TINY_LABELS, tinyModelOnnx } from '../../tests/tiny-model.ts';
import type { Format } from './formats.ts';
import { mutateBytes } from './mutate.ts';

interface OnnxFormat {
  laboratory: Laboratory;
  /** A whole recording. */
  clip: string;
  /** Writes a file, gives its path, and removes it when `use` is done. */
  withFile(content: Uint8Array, use: (path: string) => Promise<unknown>): Promise<unknown>;
}

/**
 * Networks that a user adds as a ready-made model. One that is still accepted predicts a clip before it is removed, because
 * damaged weights and sizes may show only then.
 */
export function onnxFormat({ laboratory: { invoke }, clip, withFile }: OnnxFormat): Format {
  const models: { bytes: Uint8Array; description: ModelDescription }[] = [
    { bytes: tinyModelOnnx(), description: described(TINY_LABELS) },
    {
      bytes: tinyModelOnnx({ probabilities: true }),
      description: described(TINY_LABELS, { values: 'probabilities' }),
    },
    {
      bytes: tinyOnnx({ layers: 3 }),
      description: described(TINY_LABELS.slice(0, TINY_DIMENSIONS), { output: 'last_hidden_state' }),
    },
    { bytes: tinyOnnx({ external: 'model.onnx_data' }), description: described(TINY_LABELS) },
  ];
  return {
    name: 'onnx',
    send(random) {
      const { bytes, description } = random.pick(models);
      // One other byte often leaves the protocol buffer whole, so that the damage is found later.
      const damaged =
        random.next() < 0.5
          ? mutateBytes(bytes, random)
          : bytes.with(random.integer(bytes.length), random.integer(256));
      return withFile(damaged, async (path) => {
        const name = `m-${crypto.randomUUID()}`;
        await invoke('readyMade.add', { name, path, description });
        try {
          return await invoke('predict.files', { run: `model:${name}`, files: [clip] });
        } finally {
          await invoke('readyMade.remove', { name });
        }
      });
    },
  };
}

const described = (labels: readonly string[], more: object = {}): ModelDescription =>
  modelDescriptionSchema.parse({ labels, ...more });
