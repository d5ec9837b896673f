import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOG_FILE } from '#core/database/open-database.ts';
import { openLog, sampleEpoch, sampleRun, temporaryFolder } from './sample-run.ts';

const PROGRAM = join(import.meta.dirname, 'training-process.ts');

test.each(['a fresh folder', 'a damaged log'])(
  'four processes that start at the same time on %s all record their run',
  async (state) => {
    const folder = temporaryFolder();
    if (state === 'a damaged log') writeFileSync(join(folder, LOG_FILE), 'no database at all'.repeat(500));
    const children = [1, 2, 3, 4].map(() =>
      spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, folder], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    const ids = await Promise.all(
      children.map(async (child) => {
        const [line] = await once(child.stdout, 'data');
        return String(line).trim();
      }),
    );
    const log = openLog(folder);
    const mine = log.createRun(sampleRun());
    log.addEpoch(mine, sampleEpoch(1));
    expect(
      log
        .listRuns()
        .map((run) => run.id)
        .sort(),
    ).toEqual([...ids, mine].sort());
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
    expect(log.claimInterrupted().sort()).toEqual([...ids].sort());
  },
);
