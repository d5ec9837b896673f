import { deviceOfProcess } from '#core/engines/tensorflow/native/runtime-environment.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import type { Engine } from './engine.ts';
import type { EngineReport } from './engine-report.ts';
import { adapterOfProcess } from './gpu-environment.ts';

/** An engine that may or may not work on this machine. Its code is loaded only by `open`. */
export interface EngineCandidate {
  name: Engine['name'];
  /** `auto` does not choose it. */
  onRequest?: true;
  /** Throws with the reason if the engine does not work on this machine. */
  open(): Promise<Engine>;
  /** Versions of the libraries that it uses; called after `open` succeeded. */
  versions(): Promise<Record<string, string>>;
}

/** Best first; those that are only used on request come last. */
export const ENGINE_CANDIDATES: readonly EngineCandidate[] = [
  {
    name: 'tensorflow',
    open: async () => (await import('#core/engines/tensorflow/open-engine.ts')).openTensorflowEngine(),
    versions: async () => (await import('#core/engines/tensorflow/open-engine.ts')).tensorflowVersions(),
  },
  {
    name: 'wasm',
    open: async () => {
      if (deviceOfProcess() === 'gpu') {
        throw new UserError('engine-unavailable', 'It runs on the CPU, but a GPU was requested.');
      }
      return (await import('#core/engines/wasm/wasm-engine.ts')).createWasmEngine();
    },
    // The kernels are part of the laboratory; V8 runs them.
    versions: async () => ({ v8: process.versions.v8 }),
  },
  {
    name: 'webgpu',
    // Its speed was not measured on a GPU yet (docs/decisions/0031).
    onRequest: true,
    open: async () => {
      if (deviceOfProcess() === 'cpu') {
        throw new UserError('engine-unavailable', 'It runs on a GPU, but the CPU was requested.');
      }
      return (await import('#core/engines/webgpu/open-engine.ts')).openWebgpuEngine();
    },
    versions: async () => (await import('#core/engines/webgpu/open-engine.ts')).webgpuVersions(),
  },
];

export interface ChosenEngine {
  engine: Engine;
  /** Shown to the user: why this engine was chosen. */
  why: string;
  versions: Record<string, string>;
}

/** Whether another engine may be used instead of the requested one. */
export interface EngineFallback {
  /**
   * If the requested engine does not work, another may be used. For work with trained weights only, which give the same
   * probabilities on every engine within rounding.
   */
  orAnother?: boolean;
}

/**
 * Opens the requested engine, or for `auto` the first candidate that works. If this process was started for a numbered adapter, only the
 * engine `webgpu` can be used: work with trained weights takes it, and a training must request it. Throws {@link UserError}
 * `engine-unavailable` with all reasons if none works.
 */
export async function chooseEngine(
  wanted: RunSettings['engine'],
  candidates: readonly EngineCandidate[] = ENGINE_CANDIDATES,
  { orAnother: mayReplace = false }: EngineFallback = {},
): Promise<ChosenEngine> {
  const adapter = adapterOfProcess();
  const requested = adapter !== null && mayReplace ? 'webgpu' : wanted;
  const orAnother = mayReplace && adapter === null;
  if (adapter !== null && requested !== 'webgpu') {
    const message = `The device ${adapter} is a GPU of the engine “webgpu”. Choose that engine (--engine webgpu), or another device.`;
    throw new UserError('engine-unavailable', message);
  }
  const named = candidates.filter(({ name, onRequest }) =>
    requested === 'auto' ? !onRequest : name === requested,
  );
  const others = orAnother
    ? candidates.filter((candidate) => !candidate.onRequest && !named.includes(candidate))
    : [];
  const refusals: string[] = [];
  for (const candidate of [...named, ...others]) {
    try {
      const engine = await candidate.open();
      return { engine, why: whyThis(engine, requested, refusals), versions: await candidate.versions() };
    } catch (error) {
      refusals.push(`${candidate.name}: ${toFailure(error).message}`);
    }
  }
  const reasons = refusals.length > 0 ? refusals.join(' ') : `${requested}: unknown engine.`;
  throw new UserError(
    'engine-unavailable',
    `The engine does not work on this machine. ${reasons} ${adviceFor(requested, orAnother)}`,
  );
}

function adviceFor(requested: RunSettings['engine'], orAnother: boolean): string {
  if (deviceOfProcess() === 'gpu' && requested !== 'webgpu')
    return 'Choose the device “cpu”, or remove the setting.';
  return requested === 'auto' || orAnother ? 'Reinstall the laboratory.' : 'Choose the engine “auto”.';
}

function whyThis(engine: Engine, requested: RunSettings['engine'], refusals: readonly string[]): string {
  if (requested === engine.name) return 'It was requested.';
  if (requested !== 'auto')
    return `It replaces ${requested} and gives the same results within rounding. ${refusals.join(' ')}`;
  const best = `${engine.name} is the fastest engine that works on this machine (${engine.device}).`;
  return refusals.length === 0 ? best : `${best} Not available: ${refusals.join(' ')}`;
}

/** Opens every candidate and closes it again. */
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
