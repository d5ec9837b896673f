import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { reportEnding } from '#cli/commands/train.ts';
import type { Session } from '#cli/session.ts';
import { runFolder } from '#core/laboratory/paths.ts';
import type { RunStatus } from '#shared/runs.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { runOf } from '../terminal/sample-metrics.ts';
import { paintFor } from '../terminal-stream.ts';

const RUN = '20261201-0930-k3f9';
const RESUME = `Resume with: neural-ser train --resume ${RUN}`;

/** What the command line prints on standard error at the end of a run, and its exit code. */
async function endingOf(status: RunStatus, code: string | null, checkpoint: boolean) {
  const dataFolder = temporaryFolder();
  if (checkpoint) {
    const fold = join(runFolder(dataFolder, RUN), 'fold-0');
    mkdirSync(fold, { recursive: true });
    writeFileSync(join(fold, 'weights.safetensors'), '');
  }
  const notices: string[] = [];
  const session = {
    dataFolder,
    paint: paintFor(),
    laboratory: async () => ({ invoke: async () => runOf({ id: RUN, status }) }),
    printUnlessQuiet: () => undefined,
    result: (_run: unknown, render: () => string) => render(),
    notify: (line: string) => notices.push(line),
  } as unknown as Session;
  const before = process.exitCode;
  onTestFinished(() => {
    process.exitCode = before;
  });
  const failure = code === null ? null : { code, message: `It ended by ${code}.` };
  await reportEnding(session, { id: RUN, status, failure });
  return { notices, exitCode: process.exitCode };
}

it('says how to resume a failed run that has a checkpoint', async () => {
  expect(await endingOf('failed', 'gpu-lost', true)).toEqual({
    notices: ['The run failed: It ended by gpu-lost.', RESUME],
    exitCode: 1,
  });
});

it.each([
  ['without a checkpoint', 'gpu-lost', false],
  ['that would fail there again', 'loss-not-finite', true],
])('does not say so for a failed run %s', async (_what, code, checkpoint) => {
  expect(await endingOf('failed', code, checkpoint)).toEqual({
    notices: [`The run failed: It ended by ${code}.`],
    exitCode: 1,
  });
});

it('says so for every interrupted or stopped run, and never for a finished one', async () => {
  expect(await endingOf('interrupted', 'compute-crashed', false)).toEqual({
    notices: ['The run was interrupted: It ended by compute-crashed.', RESUME],
    exitCode: 1,
  });
  expect(await endingOf('stopped', null, false)).toEqual({ notices: [`Stopped. ${RESUME}`], exitCode: 130 });
  process.exitCode = 0;
  expect(await endingOf('finished', null, true)).toEqual({ notices: [], exitCode: 0 });
});
