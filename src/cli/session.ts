import type { Laboratory } from '../core/laboratory.ts';
import type { Doctor } from '../shared/answers.ts';
import type { LaboratoryPort, RequestInput, RequestName, RequestOutput } from '../shared/contract.ts';
import { createPaint, type Paint } from './terminal/paint.ts';
import { createProgress, type Progress } from './terminal/progress.ts';
import { harmless } from './terminal/text.ts';

/** What every command has: the laboratory, where to write, and the signal that Ctrl-C aborts. */
export interface Session {
  readonly json: boolean;
  /** Whether {@link tell} says nothing. */
  readonly quiet: boolean;
  /** For what {@link result} and {@link say} write. */
  readonly paint: Paint;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly dataFolder: string;
  /** Opens the laboratory at the first call. */
  laboratory(): Promise<LaboratoryPort>;
  /** The doctor's report where the laboratory cannot be opened, for `reason`. */
  examineUnopened(reason: string): Promise<Doctor>;
  /** One long request, its progress shown, ended by Ctrl-C. */
  ask<N extends RequestName>(name: N, input: RequestInput<N>): Promise<RequestOutput<N>>;
  /** The result: as JSON, alone on standard output, or as `render` writes it for people. */
  result(value: unknown, render: () => string): void;
  /** A line for people: standard output, or standard error where that is JSON's alone. */
  say(line: string): void;
  /** A line on how work goes: as {@link say}, but nothing when quiet. */
  tell(line: string): void;
  /** A line for people that is no result: standard error. */
  remark(line: string, tone?: 'warn' | 'bad'): void;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface SessionOptions {
  json: boolean;
  quiet: boolean;
  dataFolder: string;
  openLaboratory(folder: string): Promise<Laboratory>;
  examineUnopened(folder: string, reason: string): Promise<Doctor>;
  signal: AbortSignal;
}

export function createSession(options: SessionOptions): Session {
  const people = options.json ? process.stderr : process.stdout;
  const paint = createPaint(people);
  const remarkPaint = createPaint(process.stderr);
  const progress = createProgress(process.stderr, options.quiet);
  let opened: Promise<Laboratory> | undefined;
  let calls = 0;

  const session: Session = {
    json: options.json,
    quiet: options.quiet,
    paint,
    progress,
    signal: options.signal,
    dataFolder: options.dataFolder,
    laboratory: () => {
      opened ??= options.openLaboratory(options.dataFolder).then((laboratory) => {
        for (const remark of laboratory.remarks) session.remark(remark, 'warn');
        return laboratory;
      });
      return opened;
    },
    examineUnopened: (reason) => options.examineUnopened(options.dataFolder, reason),
    ask: async (name, input) => {
      const laboratory = await session.laboratory();
      const call = `cli-${calls++}`;
      const unsubscribe = laboratory.subscribe((event) => {
        if (event.name !== 'progress' || event.data.call !== call) return;
        progress.update(event.data.phase, event.data.done, event.data.total);
      });
      try {
        return await laboratory.invoke(name, input, { call, signal: options.signal });
      } finally {
        unsubscribe();
        progress.clear();
      }
    },
    result: (value, render) => {
      progress.clear();
      process.stdout.write(`${options.json ? JSON.stringify(value, null, 2) : harmless(render())}\n`);
    },
    say: (line) => {
      progress.clear();
      people.write(`${harmless(line)}\n`);
    },
    tell: (line) => {
      if (!options.quiet) session.say(line);
    },
    remark: (line, tone) => {
      progress.clear();
      const text = remarkPaint.prose(harmless(line));
      // A terminal may have written `^C` meanwhile.
      const erase = process.stderr.isTTY ? '\r\u001b[K' : '';
      process.stderr.write(`${erase}${tone === undefined ? text : remarkPaint[tone](text)}\n`);
    },
    [Symbol.asyncDispose]: async () => {
      progress.clear();
      // A laboratory that could not be opened has been told of, and leaves nothing to close.
      const [outcome] = await Promise.allSettled([opened]);
      if (outcome.status === 'fulfilled') await outcome.value?.[Symbol.asyncDispose]();
    },
  };
  return session;
}
