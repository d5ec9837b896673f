import { arch, cpus, platform, release } from 'node:os';
import type { Environment } from '#shared/runs.ts';
// Imported, because a build includes imports, while a bundle could not find the file by its path.
import program from '../../../package.json' with { type: 'json' };

/** The program's own version, as in package.json. */
export const VERSION: string = program.version;

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
