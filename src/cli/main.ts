#!/usr/bin/env node
import { CommanderError } from 'commander';
import { openLaboratory, VERSION } from '../core/laboratory.ts';
import { toFailure } from '../shared/failure.ts';
import { dataFolder } from './data-folder.ts';
import { createProgram } from './program.ts';
import { createSession } from './session.ts';

/** 0: done · 1: it could not be done, the reason is on standard error · 2: not understood · 130: Ctrl-C. */
const EXIT = { failed: 1, usage: 2, cancelled: 130 } as const;

/** A terminal and a parent process may both deliver one Ctrl-C: what comes this soon is the same one. */
const SAME_INTERRUPT_MS = 700;

const cancellation = new AbortController();
let interruptedAt: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    const now = Date.now();
    if (interruptedAt === undefined) {
      interruptedAt = now;
      cancellation.abort();
    } else if (now - interruptedAt > SAME_INTERRUPT_MS) {
      process.exit(EXIT.cancelled);
    }
  });
}
// `neural-ser … | head` closes the pipe early: that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const entries = {
  compute: new URL('../compute/compute-process.ts', import.meta.url),
  features: new URL('../compute/feature-worker.ts', import.meta.url),
};

const program = createProgram(VERSION, async (options, body) => {
  await using session = createSession({
    json: options.json ?? false,
    quiet: options.quiet ?? false,
    dataFolder: dataFolder(options.data),
    openLaboratory: (folder) => openLaboratory({ folder, entries }),
    signal: cancellation.signal,
  });
  try {
    await body(session);
  } catch (error) {
    const failure = toFailure(error);
    if (options.json) process.stdout.write(`${JSON.stringify({ error: failure }, null, 2)}\n`);
    session.remark(session.paint.bad(failure.message));
    // A defect of ours is worth its whole trace to whoever reports it.
    if (failure.code === 'internal' && error instanceof Error) session.remark(error.stack ?? '');
    process.exitCode =
      failure.code === 'cancelled' ? EXIT.cancelled : failure.code === 'usage' ? EXIT.usage : EXIT.failed;
  }
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
}
