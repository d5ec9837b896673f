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

/** Whether it must be the engine that was asked for. */
export interface EngineLeeway {
  /**
   * Where the named one does not work, another may serve: for what only uses trained weights, which give the same
   * probabilities on each within rounding.
   */
  orAnother?: boolean;
}

/**
 * Opens the engine that was asked for, or for `auto` the first candidate that works. Throws {@link UserError}
 * `engine-unavailable` with every reason when there is none.
 */
export async function chooseEngine(
  wish: RunSettings['engine'],
  candidates: readonly EngineCandidate[] = ENGINE_CANDIDATES,
  { orAnother = false }: EngineLeeway = {},
): Promise<ChosenEngine> {
  const named = candidates.filter(({ name }) => wish === 'auto' || name === wish);
  const others = orAnother ? candidates.filter((candidate) => !named.includes(candidate)) : [];
  const refusals: string[] = [];
  for (const candidate of [...named, ...others]) {
    try {
      const engine = await candidate.open();
      return { engine, why: whyThis(engine, wish, refusals), versions: await candidate.versions() };
    } catch (error) {
      refusals.push(`${candidate.name}: ${toFailure(error).message}`);
    }
  }
  const reasons = refusals.length > 0 ? refusals.join(' ') : `${wish}: not known to this version.`;
  throw new UserError(
    'engine-unavailable',
    `The engine does not work here. ${reasons} ${adviceFor(wish, orAnother)}`,
  );
}

function adviceFor(wish: RunSettings['engine'], orAnother: boolean): string {
  if (deviceOfProcess() === 'gpu') return 'Choose the device “cpu”, or none.';
  return wish === 'auto' || orAnother ? 'Reinstall the laboratory.' : 'Choose the engine “auto”.';
}

function whyThis(engine: Engine, wish: RunSettings['engine'], refusals: readonly string[]): string {
  if (wish === engine.name) return 'It was asked for.';
  if (wish !== 'auto')
    return `It stands in for ${wish}, to the same figures within rounding. ${refusals.join(' ')}`;
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
