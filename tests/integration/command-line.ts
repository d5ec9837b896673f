/** Runs the command line as a user does: in its own process, in a process group that a terminal would signal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RequestName, type RequestOutput, requests } from '#shared/contract.ts';
import type { EngineName } from '#shared/engines.ts';
import { COMMAND_LINE } from '../program-scripts.ts';

/** A folder for a test file's laboratory, with voices to train on: 5 speakers × 7 emotions × 2 clips. */
export interface Workspace {
  folder: string;
  /** The folder of the voices. */
  voices: string;
  cli: CommandLine;
}

/** Number of clips in a {@link Workspace}. */
export const CLIPS = 70;

export async function createWorkspace(settings?: Settings): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-command-line-'));
  const voices = join(folder, 'voices');
  const cli = commandLineIn(folder, join(folder, 'laboratory'), settings);
  const made = await cli.json('sample', voices, '--speakers', '5', '--clips', '2', '--seed', '3');
  if ((made as { clips?: number }).clips !== CLIPS)
    throw new Error(`voices were not created: ${JSON.stringify(made)}`);
  return { folder, voices, cli };
}

/** The output of a request, parsed from a command's standard output: one JSON document that matches the contract. */
export function parsed<N extends RequestName>(name: N, { stdout }: Ended): RequestOutput<N> {
  return requests[name].output.parse(JSON.parse(stdout)) as RequestOutput<N>;
}

export interface Ended {
  code: number | null;
  /** The signal that ended it. */
  signal: string | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Waits until standard error matches. Fails with the whole standard error if the program ends before. */
  waitForStderr(pattern: RegExp): Promise<void>;
  /** Sends a signal to the program and every process that it started, as a terminal does. */
  signalGroup(signal: NodeJS.Signals): void;
}

export interface CommandLine {
  start(...line: string[]): Started;
  run(...line: string[]): Promise<Ended>;
  /** Runs with `--json` and returns the JSON document on standard output, with any exit code. */
  json(...line: string[]): Promise<unknown>;
}

/** Environment variables that the program reads. */
export type Settings = Readonly<Record<string, string>>;

/** Without a native runtime, because these tests do not depend on speed. */
const WASM: Settings = { NEURAL_SER_TENSORFLOW: 'off' };

const SMALL_FEATURES = fileURLToPath(new URL('../fixtures/small-features.json', import.meta.url));

/** Options of `train` for a short training: the default preset makes other recordings of each clip, and a final model. */
export const QUICK = ['--preset', 'quick'] as const;

/** The same with features of an eighth of the size, where a test says nothing about features. */
export const SMALL = [...QUICK, '--config', SMALL_FEATURES] as const;

/** The settings that select the engine. `native` is the folder of the runtime. */
export function settingsOf(engine: EngineName, native: string | undefined): Settings {
  if (engine === 'wasm') return WASM;
  return { NEURAL_SER_TENSORFLOW: native ?? 'off', NEURAL_SER_DEVICE: 'cpu' };
}

/** The command line with its laboratory at `data`, and everything relative to `folder`. */
export function commandLineIn(folder: string, data: string, settings: Settings = WASM): CommandLine {
  // The tests ignore the machine's own settings and an installed native runtime.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(NEURAL_SER_|FORCE_COLOR|NO_COLOR)/.test(name),
  );
  const env = { ...Object.fromEntries(inherited), NEURAL_SER_DATA: data, ...settings };

  const start = (...line: string[]): Started => {
    const child = spawn(process.execPath, [COMMAND_LINE, ...line], {
      cwd: folder,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    const listeners = new Set<() => void>();
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
        for (const listener of listeners) listener();
      });
    }
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, ...output }));
    });
    return {
      child,
      ended,
      waitForStderr: (pattern) =>
        new Promise((resolve, reject) => {
          const check = () => {
            if (!pattern.test(output.stderr)) return;
            listeners.delete(check);
            resolve();
          };
          listeners.add(check);
          check();
          ended.then(
            ({ stderr }) => reject(new Error(`It ended without ${pattern} on standard error: ${stderr}`)),
            reject,
          );
        }),
      signalGroup: (signal) => process.kill(-child.pid!, signal),
    };
  };
  const run = (...line: string[]) => start(...line).ended;
  const json = async (...line: string[]) => {
    const { stdout, stderr } = await run(...line, '--json');
    try {
      return JSON.parse(stdout);
    } catch (error) {
      throw new Error(`${line.join(' ')}: standard output is not a JSON document: ${stdout}\n${stderr}`, {
        cause: error,
      });
    }
  };
  return { start, run, json };
}
