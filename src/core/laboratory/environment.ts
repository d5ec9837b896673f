import { arch, cpus, platform, release } from 'node:os';
// An import, which a build takes in: from a bundle the file would be somewhere else.
import program from '../../../package.json' with { type: 'json' };
import type { Environment } from '../../shared/runs.ts';

/** The program's own version, as in package.json. */
export const VERSION: string = program.version;

/** `Linux 6.1 x64, Intel Xeon` and the like. */
export function platformName(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${platform()} ${release()} ${arch()}, ${processor} × ${cpus().length}`;
}

/** What is known of a run's environment before an engine was opened for it. */
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
