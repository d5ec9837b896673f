import { type Failure, toFailure } from '../../../../shared/failure.ts';
import { isTooSoon, lastFailure } from './failed-install.ts';
import { type FoundRuntime, findRuntime, type RuntimeSearch } from './find-runtime.ts';
import { installRuntime, type RuntimeInstallation } from './install-runtime.ts';

export interface EnsuredRuntime {
  found: FoundRuntime;
  /** It was not there before. */
  installed: boolean;
  /** Why it could not be had; `known`: the same was said before. */
  failure: (Failure & { known: boolean }) | null;
}

/**
 * Sees to it that there is a runtime, without having been asked to: the one for the processor, a few hundred
 * megabytes; that with CUDA is ten times as much, and waits for somebody to ask. Does nothing where the user named a
 * runtime or switched it off, or where the last attempt failed not long ago. Throws for `cancelled` alone.
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
