#!/usr/bin/env node
import { CommanderError } from 'commander';
import { dataFolder } from '../core/laboratory/data-folder.ts';
import { nativeOptions } from '../core/laboratory/native-options.ts';
import { examineUnopened, openLaboratory, VERSION } from '../core/laboratory.ts';
import { type Failure, toFailure } from '../shared/failure.ts';
import { guardOutput } from './output.ts';
import { createProgram } from './program.ts';
import { createSession } from './session.ts';

/** 0: done · 1: it could not be done, the reason is on standard error · 2: not understood · 130: Ctrl-C. */
const EXIT = { failed: 1, usage: 2, cancelled: 130 } as const;

/** A terminal and a parent process may both deliver one Ctrl-C: what comes this soon is the same one. */
const SAME_INTERRUPT_MS = 700;

const cancellation = new AbortController();
let interruptedAt: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
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
guardOutput(() => cancellation.abort());

const entries = {
  compute: new URL('../compute/compute-process.ts', import.meta.url),
  features: new URL('../compute/feature-worker.ts', import.meta.url),
  probe: new URL('../compute/runtime-probe.ts', import.meta.url),
};

const printFailure = (failure: Failure) =>
  process.stdout.write(`${JSON.stringify({ error: failure }, null, 2)}\n`);

const program = createProgram(VERSION, async (options, body) => {
  const native = nativeOptions(options.device);
  await using session = createSession({
    json: options.json ?? false,
    quiet: options.quiet ?? false,
    dataFolder: dataFolder(options.data),
    openLaboratory: (folder) => openLaboratory({ folder, entries, native }),
    examineUnopened: (folder, reason) => examineUnopened({ folder, entries, native }, reason),
    signal: cancellation.signal,
  });
  try {
    await body(session);
  } catch (error) {
    const failure = toFailure(error);
    if (options.json) printFailure(failure);
    session.remark(failure.message, 'bad');
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
  // Commander has told people on standard error.
  if (error.exitCode !== 0 && process.argv.includes('--json')) {
    const told = error.message.replace(/^error: /, '');
    printFailure({ code: 'usage', message: told === '(outputHelp)' ? 'No command was given.' : told });
  }
}
