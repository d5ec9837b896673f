/** Runs the command line as its users do: as a program of its own, in a process group that a terminal would signal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RequestName, type RequestOutput, requests } from '../../src/shared/contract.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Where a test file's laboratory lies, with voices to train on: 5 speakers × 7 emotions × 2 clips. */
export interface Place {
  folder: string;
  /** The voices' folder. */
  voices: string;
  cli: CommandLine;
}

/** How many clips a {@link Place} has. */
export const CLIPS = 70;

export async function makePlace(settings?: Settings): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-command-line-'));
  const voices = join(folder, 'voices');
  const cli = commandLineIn(folder, join(folder, 'laboratory'), settings);
  const made = await cli.json('sample', voices, '--speakers', '5', '--clips', '2', '--seed', '3');
  if ((made as { clips?: number }).clips !== CLIPS)
    throw new Error(`no voices were made: ${JSON.stringify(made)}`);
  return { folder, voices, cli };
}

/** What a request gives, from a command's standard output: one JSON document that the contract's schema accepts. */
export function parsed<N extends RequestName>(name: N, { stdout }: Ended): RequestOutput<N> {
  return requests[name].output.parse(JSON.parse(stdout)) as RequestOutput<N>;
}

export interface Ended {
  code: number | null;
  /** What killed it. */
  signal: string | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Waits until standard error matches; fails with all that was said when the program ends before. */
  says(pattern: RegExp): Promise<void>;
  /** To the program and every process that it started, as a terminal does. */
  signalGroup(signal: NodeJS.Signals): void;
}

export interface CommandLine {
  start(...line: string[]): Started;
  run(...line: string[]): Promise<Ended>;
  /** Runs with `--json` and gives the one document on standard output, whatever the exit code. */
  json(...line: string[]): Promise<unknown>;
}

/** Variables of the environment that the program reads. */
export type Settings = Readonly<Record<string, string>>;

/** No native runtime: what is to be tested is not how fast it computes. */
const WASM: Settings = { NEURAL_SER_TENSORFLOW: 'off' };

/** With which the program computes on the engine, `native` being where the runtime lies. */
export function settingsOf(engine: 'tensorflow' | 'wasm', native: string | undefined): Settings {
  if (engine === 'wasm') return WASM;
  return { NEURAL_SER_TENSORFLOW: native ?? 'off', NEURAL_SER_DEVICE: 'cpu' };
}

/** The command line with its laboratory at `data`, and everything relative to `folder`. */
export function commandLineIn(folder: string, data: string, settings: Settings = WASM): CommandLine {
  // The machine's own settings, and a native runtime that may lie there, are no part of these tests.
  const mine = Object.entries(process.env).filter(
    ([name]) => !/^(NEURAL_SER_|FORCE_COLOR|NO_COLOR)/.test(name),
  );
  const env = { ...Object.fromEntries(mine), NEURAL_SER_DATA: data, ...settings };

  const start = (...line: string[]): Started => {
    const child = spawn(process.execPath, [MAIN, ...line], {
      cwd: folder,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    const listeners = new Set<() => void>();
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
        for (const listener of listeners) listener();
      });
    }
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, ...said }));
    });
    return {
      child,
      ended,
      says: (pattern) =>
        new Promise((resolve, reject) => {
          const look = () => {
            if (!pattern.test(said.stderr)) return;
            listeners.delete(look);
            resolve();
          };
          listeners.add(look);
          look();
          ended.then(
            ({ stderr }) => reject(new Error(`It ended without saying ${pattern}: ${stderr}`)),
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
      throw new Error(`${line.join(' ')}: standard output is no JSON document: ${stdout}\n${stderr}`, {
        cause: error,
      });
    }
  };
  return { start, run, json };
}
