import { arch, cpus, platform, release } from 'node:os';
import { VERSION } from '#core/system/program-version.ts';
import type { Environment } from '#shared/runs.ts';

/** `Linux 6.1 x64, Intel Xeon` and the like. */
export function platformName(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${platform()} ${release()} ${arch()}, ${processor} × ${cpus().length}`;
}

/** The environment of a run before its engine is opened. */
export function environmentBefore(engine: string): Environment {
  return {
    version: VERSION,
    engine,
    device: 'not chosen yet',
    platform: platformName(),
    node: process.versions.node,
    packages: {},
  };
}
