import type { FoundRuntime } from '#core/engines/tensorflow/native/installed-runtime.ts';
import { type Failure, toFailure } from '#shared/failure.ts';
import { isTooSoon, lastFailure } from './failed-install.ts';
import { findRuntime, type RuntimeSearch } from './find-runtime.ts';
import { installRuntime, type RuntimeInstallation } from './install-runtime.ts';

export interface EnsuredRuntime {
  found: FoundRuntime;
  /** Whether this call installed it. */
  installed: boolean;
  /** Why the installation failed; `known`: the same failure was reported before. */
  failure: (Failure & { known: boolean }) | null;
}

/**
 * Installs a runtime automatically if there is none. It installs the CPU build, a few hundred megabytes; the CUDA build
 * is ten times as large and is installed only on request. Does nothing if the user named a runtime or disabled it, or
 * if the last attempt failed recently. Throws only for `cancelled`.
 */
export async function ensureRuntime(
  search: RuntimeSearch,
  installation: Omit<RuntimeInstallation, 'device'>,
): Promise<EnsuredRuntime> {
  const found = findRuntime(search);
  if (found.runtime !== null || search.explicit) return { found, installed: false, failure: null };
  const before = lastFailure(installation.folder);
  if (before !== null && isTooSoon(before)) {
    return { found, installed: false, failure: { code: before.code, message: before.message, known: true } };
  }
  try {
    const runtime = await installRuntime({ ...installation, device: 'cpu' });
    return { found: { runtime, reason: null }, installed: true, failure: null };
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === 'cancelled') throw error;
    const known = before?.code === failure.code && before.message === failure.message;
    return { found, installed: false, failure: { ...failure, known } };
  }
}
