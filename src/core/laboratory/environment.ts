import { arch, cpus, platform, release } from 'node:os';
import { VERSION } from '#core/system/program-version.ts';
import type { OwnWord } from '#shared/emotion-words.ts';
import type { Environment } from '#shared/runs.ts';

/** `Linux 6.1 x64, Intel Xeon` and the like. */
export function platformName(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${platform()} ${release()} ${arch()}, ${processor} × ${cpus().length}`;
}

const NOT_CHOSEN = 'not chosen yet';

/** Whether an engine has begun to train the run. */
export const hasEngine = ({ device }: Environment): boolean => device !== NOT_CHOSEN;

/** The environment of a run before its engine is opened. `ownWords`: those that its scan used. */
export function environmentBefore(engine: string, ownWords: readonly OwnWord[] = []): Environment {
  return {
    version: VERSION,
    engine,
    device: NOT_CHOSEN,
    platform: platformName(),
    node: process.versions.node,
    packages: {},
    ...(ownWords.length > 0 && { ownWords: [...ownWords] }),
  };
}
