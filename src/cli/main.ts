#!/usr/bin/env node
import { CommanderError } from 'commander';
import { dataFolder } from '#core/laboratory/data-folder.ts';
import { workerEntries } from '#core/laboratory/entries.ts';
import { examineUnopened, openLaboratory, VERSION } from '#core/laboratory/index.ts';
import { adapterOption, nativeOptions } from '#core/laboratory/runtime/native-options.ts';
import { type Failure, toFailure } from '#shared/failure.ts';
import { guardOutput } from './output.ts';
import { createProgram } from './program.ts';
import { createSession } from './session.ts';

/** 0: success · 1: error, reported on standard error · 2: invalid usage · 130: Ctrl-C. */
const EXIT = { failed: 1, usage: 2, cancelled: 130 } as const;

/** A terminal and a parent process may both deliver the same Ctrl-C. Signals this close together count as one. */
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

const entries = workerEntries(import.meta.url);

const printFailure = (failure: Failure) =>
  process.stdout.write(`${JSON.stringify({ error: failure }, null, 2)}\n`);

const program = createProgram(VERSION, async (options, body) => {
  const native = nativeOptions(options.device, import.meta.url);
  const adapter = adapterOption(options.device);
  await using session = createSession({
    json: options.json ?? false,
    quiet: options.quiet ?? false,
    dataFolder: dataFolder(options.data),
    openLaboratory: (folder) => openLaboratory({ folder, entries, native, adapter }),
    examineUnopened: (folder, reason) => examineUnopened({ folder, entries, native, adapter }, reason),
    signal: cancellation.signal,
  });
  try {
    await body(session);
  } catch (error) {
    const failure = toFailure(error);
    if (options.json) printFailure(failure);
    session.notify(failure.message, 'bad');
    // The stack trace of a bug helps a bug report.
    if (failure.code === 'internal' && error instanceof Error) session.notify(error.stack ?? '');
    process.exitCode =
      failure.code === 'cancelled' ? EXIT.cancelled : failure.code === 'usage' ? EXIT.usage : EXIT.failed;
  }
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
  // Commander has printed the error on standard error.
  if (error.exitCode !== 0 && process.argv.includes('--json')) {
    const message = error.message.replace(/^error: /, '');
    printFailure({ code: 'usage', message: message === '(outputHelp)' ? 'No command was given.' : message });
  }
}
