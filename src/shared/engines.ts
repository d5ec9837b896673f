/** The engines by name. `core/engines` opens them. A new engine is registered in both places. */
import { z } from 'zod';

const ENGINES = {
  tensorflow: { label: 'TensorFlow', about: 'Native. Uses a GPU if one works.' },
  wasm: { label: 'WebAssembly', about: 'Built in. Runs on the CPU.' },
  webgpu: { label: 'WebGPU', about: 'Built in. Runs on any GPU. Its speed is not measured yet.' },
};
export type EngineName = keyof typeof ENGINES;
export const engineNameSchema = z.enum(Object.keys(ENGINES) as [EngineName, ...EngineName[]]);

/** The choices for a run. */
export const ENGINE_CHOICES = {
  auto: { label: 'Automatic', about: 'The fastest engine that works on this machine.' },
  ...ENGINES,
};
export type EngineChoice = keyof typeof ENGINE_CHOICES;
export const ENGINE_CHOICE_NAMES = Object.keys(ENGINE_CHOICES) as EngineChoice[];
export const engineChoiceSchema = z.enum(ENGINE_CHOICE_NAMES as [EngineChoice, ...EngineChoice[]]);
