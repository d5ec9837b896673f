import { createPaint, type Paint } from '#cli/terminal/paint.ts';
import { createProgress, type Progress } from '#cli/terminal/progress.ts';
import { safeOutput } from '#cli/terminal/text.ts';
import type { Laboratory } from '#core/laboratory/index.ts';
import type { Doctor } from '#shared/answers.ts';
import type { RequestInput, RequestName, RequestOutput } from '#shared/contract.ts';
import { withFormerNames } from './former-names.ts';

/** What every command uses: the laboratory, the output, and the signal that Ctrl-C aborts. */
export interface Session {
  readonly json: boolean;
  /** Whether {@link printUnlessQuiet} prints nothing. */
  readonly quiet: boolean;
  /** For the output of {@link result} and {@link print}. */
  readonly paint: Paint;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly dataFolder: string;
  /** Opens the laboratory on the first call. */
  laboratory(): Promise<Laboratory>;
  /** The doctor's report if the laboratory cannot be opened, with the `reason`. */
  examineUnopened(reason: string): Promise<Doctor>;
  /** Makes a request with a progress bar. Ctrl-C cancels it. */
  ask<N extends RequestName>(name: N, input: RequestInput<N>): Promise<RequestOutput<N>>;
  /** Prints the result on standard output: as JSON, or as the text of `render`. */
  result(value: unknown, render: () => string): void;
  /** Prints a document (CSV, LaTeX) on standard output as it is. It must have no control characters from others. */
  write(text: string): void;
  /** Prints a line on standard output, or on standard error if the result is JSON. */
  print(line: string): void;
  /** Like {@link print}, but prints nothing if `quiet`. */
  printUnlessQuiet(line: string): void;
  /** Prints a line that is not a result on standard error. */
  notify(line: string, tone?: 'warn' | 'bad'): void;
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
  const textStream = options.json ? process.stderr : process.stdout;
  const paint = createPaint(textStream);
  const noticePaint = createPaint(process.stderr);
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
        for (const warning of laboratory.remarks) session.notify(warning, 'warn');
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
      process.stdout.write(
        `${options.json ? JSON.stringify(withFormerNames(value), null, 2) : safeOutput(render())}\n`,
      );
    },
    write: (text) => {
      progress.clear();
      process.stdout.write(text);
    },
    print: (line) => {
      progress.clear();
      textStream.write(`${safeOutput(line)}\n`);
    },
    printUnlessQuiet: (line) => {
      if (!options.quiet) session.print(line);
    },
    notify: (line, tone) => {
      progress.clear();
      const text = noticePaint.prose(safeOutput(line));
      // Erases a `^C` that the terminal may have written.
      const erase = process.stderr.isTTY ? '\r\u001b[K' : '';
      process.stderr.write(`${erase}${tone === undefined ? text : noticePaint[tone](text)}\n`);
    },
    [Symbol.asyncDispose]: async () => {
      progress.clear();
      // If the laboratory could not be opened, the error was reported and there is nothing to close.
      const [outcome] = await Promise.allSettled([opened]);
      if (outcome.status === 'fulfilled') await outcome.value?.[Symbol.asyncDispose]();
    },
  };
  return session;
}
