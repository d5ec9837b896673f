import { createRequire } from 'node:module';
import { arch, cpus, platform, release } from 'node:os';
import type { Environment } from '../../shared/runs.ts';

const require = createRequire(import.meta.url);

/** The program's own version, as in package.json. */
export const VERSION: string = (require('../../../package.json') as { version: string }).version;

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
