/** How a training stores the outputs of layers until its backward pass has used them. */
import type { EngineName } from '#shared/engines.ts';
import { namesOf, singleSetting } from './setting.ts';

const STORAGES = {
  float32: { about: 'Full precision.' },
  float16: { about: 'Half the bytes. Each value is rounded to 11 bits.' },
};
export type Storage = keyof typeof STORAGES;

export const storageSetting = singleSetting({
  section: 'engine',
  schema: namesOf(STORAGES),
  default: 'float32',
  absent: 'float32',
  label: 'Activation storage',
  help: 'How training stores the outputs of layers. With float16, larger batches fit into memory. Weights, gradients, sums and predictions stay float32.',
  choices: STORAGES,
  flag: '--storage <type>',
  usedWhen: { setting: 'engine', is: ['webgpu'] },
  summary: (storage) => (storage === 'float32' ? null : `activations stored as ${storage}`),
});

/** Why an engine cannot store so, in a sentence; null if it can. `auto` never chooses the engine that can. */
export function storageProblem(storage: Storage, engine: EngineName | 'auto'): string | null {
  return storage === 'float32' || engine === 'webgpu'
    ? null
    : `Only the engine “webgpu” can store activations as ${storage}, not “${engine}”. Choose that engine, or train with the storage “float32”.`;
}
