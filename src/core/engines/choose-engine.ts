import { toFailure, UserError } from '../../shared/failure.ts';
import type { RunSettings } from '../../shared/runs.ts';
import type { EngineReport } from '../training/job.ts';
import type { Engine } from './engine.ts';
import { deviceOfProcess } from './tensorflow/runtime/runtime-environment.ts';

/** An engine that may or may not work on this machine. Nothing of it is loaded before `open`. */
export interface EngineCandidate {
  name: Engine['name'];
  /** Throws with the reason when it does not work here. */
  open(): Promise<Engine>;
  /** Of what it stands on; called after `open` worked. */
  versions(): Promise<Record<string, string>>;
}

/** Best first. */
export const ENGINE_CANDIDATES: readonly EngineCandidate[] = [
  {
    name: 'tensorflow',
    open: async () => (await import('./tensorflow/open-engine.ts')).openTensorflowEngine(),
    versions: async () => (await import('./tensorflow/open-engine.ts')).tensorflowVersions(),
  },
  {
    name: 'wasm',
    open: async () => {
      if (deviceOfProcess() === 'gpu') {
        throw new UserError('engine-unavailable', 'It computes on the processor, and a GPU was asked for.');
      }
      return (await import('./wasm/wasm-engine.ts')).createWasmEngine();
    },
    // The kernels are the laboratory's own; what runs them is V8.
    versions: async () => ({ v8: process.versions.v8 }),
  },
];

export interface ChosenEngine {
  engine: Engine;
  /** For people: why this one. */
  why: string;
  versions: Record<string, string>;
}

/**
 * Opens the engine that was asked for, or for `auto` the first candidate that works. Throws {@link UserError}
 * `engine-unavailable` with every reason when there is none.
 */
export async function chooseEngine(
  wish: RunSettings['engine'],
  candidates: readonly EngineCandidate[] = ENGINE_CANDIDATES,
): Promise<ChosenEngine> {
  const considered = candidates.filter(({ name }) => wish === 'auto' || name === wish);
  const refusals: string[] = [];
  for (const candidate of considered) {
    try {
      const engine = await candidate.open();
      return { engine, why: whyThis(engine, wish, refusals), versions: await candidate.versions() };
    } catch (error) {
      refusals.push(`${candidate.name}: ${toFailure(error).message}`);
    }
  }
  const reasons = refusals.length > 0 ? refusals.join(' ') : `${wish}: not known to this version.`;
  throw new UserError('engine-unavailable', `The engine does not work here. ${reasons} ${adviceFor(wish)}`);
}

function adviceFor(wish: RunSettings['engine']): string {
  if (deviceOfProcess() === 'gpu') return 'Choose the device “cpu”, or none.';
  return wish === 'auto' ? 'Reinstall the laboratory.' : 'Choose the engine “auto”.';
}

function whyThis(engine: Engine, wish: RunSettings['engine'], refusals: readonly string[]): string {
  if (wish !== 'auto') return 'It was asked for.';
  const best = `${engine.name} is the fastest engine that works here (${engine.device}).`;
  return refusals.length === 0 ? best : `${best} Not available: ${refusals.join(' ')}`;
}

/** Tries every candidate and closes it again. */
export async function probeEngines(
  candidates: readonly EngineCandidate[] = ENGINE_CANDIDATES,
): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const { name, open, versions } of candidates) {
    try {
      using engine = await open();
      reports.push({
        engine: name,
        works: true,
        device: engine.device,
        reason: null,
        versions: await versions(),
      });
    } catch (error) {
      reports.push({
        engine: name,
        works: false,
        device: null,
        reason: toFailure(error).message,
        versions: {},
      });
    }
  }
  return reports;
}
