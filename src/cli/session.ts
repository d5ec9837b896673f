import type { Laboratory } from '../core/laboratory.ts';
import type { LaboratoryPort, RequestInput, RequestName, RequestOutput } from '../shared/contract.ts';
import { createPaint, type Paint } from './terminal/paint.ts';
import { createProgress, type Progress } from './terminal/progress.ts';

/** What every command has: the laboratory, where to write, and the signal that Ctrl-C aborts. */
export interface Session {
  readonly json: boolean;
  readonly paint: Paint;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly dataFolder: string;
  /** Opens the laboratory at the first call. */
  laboratory(): Promise<LaboratoryPort>;
  /** One long request, its progress shown, ended by Ctrl-C. */
  ask<N extends RequestName>(name: N, input: RequestInput<N>): Promise<RequestOutput<N>>;
  /** The result: as JSON, alone on standard output, or as `render` writes it for people. */
  result(value: unknown, render: () => string): void;
  /** A line for people, on standard output; nothing with `--json`. */
  say(line: string): void;
  /** A line for people that is no result: standard error. */
  remark(line: string): void;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface SessionOptions {
  json: boolean;
  quiet: boolean;
  dataFolder: string;
  openLaboratory(folder: string): Promise<Laboratory>;
  signal: AbortSignal;
}

export function createSession(options: SessionOptions): Session {
  const paint = createPaint(process.stdout);
  const progress = createProgress(process.stderr, options.quiet);
  let opened: Promise<Laboratory> | undefined;
  let calls = 0;

  const session: Session = {
    json: options.json,
    paint,
    progress,
    signal: options.signal,
    dataFolder: options.dataFolder,
    laboratory: () => {
      opened ??= options.openLaboratory(options.dataFolder).then((laboratory) => {
        for (const remark of laboratory.remarks) session.remark(remark);
        return laboratory;
      });
      return opened;
    },
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
      process.stdout.write(`${options.json ? JSON.stringify(value, null, 2) : render()}\n`);
    },
    say: (line) => {
      progress.clear();
      if (!options.json) process.stdout.write(`${line}\n`);
    },
    remark: (line) => {
      progress.clear();
      if (!options.quiet) process.stderr.write(`${line}\n`);
    },
    [Symbol.asyncDispose]: async () => {
      progress.clear();
      if (opened === undefined) return;
      const laboratory = await opened.catch(() => undefined);
      await laboratory?.[Symbol.asyncDispose]();
    },
  };
  return session;
}
