/** Where a laboratory computes: the user's choice, unless an option or an environment variable of this start decides. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ADAPTER, gpuEnvironment } from '#core/engines/gpu-environment.ts';
import { DEVICE } from '#core/engines/tensorflow/native/runtime-environment.ts';
import { ENCODERS, gpuProvider } from '#core/features/encoder/execution-provider.ts';
import { readRegularTextSync } from '#core/system/open-regular-file.ts';
import { withWriteErrors } from '#core/system/write-into.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { type ComputingChoice, type ComputingStatus, computingChoiceSchema } from '#shared/computing.ts';

const FILE = 'computing.json';
const NOTHING_CHOSEN: ComputingChoice = { adapter: null, encoders: 'cpu' };

export interface Computing {
  status(): ComputingStatus;
  /** Variables of a job process. A process that was started with others is replaced before its next job. */
  environment(): Record<string, string>;
  /**
   * Keeps the user's choice. Processes that are started from now on follow it.
   * @throws UserError `disk-full`, `folder-not-writable`; then nothing is changed.
   */
  choose(choice: ComputingChoice): Promise<void>;
}

export interface ComputingOptions {
  /** The laboratory's folder. */
  folder: string;
  /** The number that `--device` or its environment variable gives. */
  adapter: number | null;
  /** The environment of this process, from which its children get theirs. */
  environment?: NodeJS.ProcessEnv;
}

/** Environments in which the variable for encoders is the choice of a laboratory, not the user's for this start. */
const setHere = new WeakSet<NodeJS.ProcessEnv>();

/**
 * Reads the laboratory's choice. The one for encoders is set in `environment`, where the keys of features and the processes of
 * encoders look for it.
 */
export function createComputing({ folder, adapter, environment = process.env }: ComputingOptions): Computing {
  const file = join(folder, FILE);
  let chosen = read(file);
  const fixedBy = {
    adapter: adapter !== null ? DEVICE : environment[ADAPTER] ? ADAPTER : null,
    encoders: environment[ENCODERS] === undefined || setHere.has(environment) ? null : ENCODERS,
  };
  const given = environment[ENCODERS] === 'gpu' ? 'gpu' : 'cpu';
  const apply = () => {
    if (fixedBy.encoders !== null) return;
    if (chosen.encoders === 'gpu') environment[ENCODERS] = 'gpu';
    else delete environment[ENCODERS];
    setHere.add(environment);
  };
  apply();
  return {
    status: () => ({
      choice: {
        adapter: fixedBy.adapter === null ? chosen.adapter : adapter,
        encoders: fixedBy.encoders === null ? chosen.encoders : given,
      },
      fixedBy,
      encoderGpu: gpuProvider()?.title ?? null,
    }),
    environment: () => ({
      ...gpuEnvironment(folder, { given: adapter, chosen: fixedBy.adapter === null ? chosen.adapter : null }),
      // Those of this process reach its children too, but are not compared.
      ...(environment[ENCODERS] === 'gpu' && { [ENCODERS]: 'gpu' }),
    }),
    choose: async (choice) => {
      const isDefault = choice.adapter === null && choice.encoders === 'cpu';
      await withWriteErrors(
        {
          code: 'folder-not-writable',
          full: `The disk of ${folder} is full. Free some space and choose again.`,
          other: (reason) => `The choice cannot be kept in ${folder} (${reason}). Change its permissions.`,
        },
        () => (isDefault ? rmSync(file, { force: true }) : writeWholeFile(file, JSON.stringify(choice))),
      );
      chosen = choice;
      apply();
    },
  };
}

function read(file: string): ComputingChoice {
  try {
    return computingChoiceSchema.parse(JSON.parse(readRegularTextSync(file)));
  } catch {
    // No file, or a damaged one, which the next choice replaces.
    return NOTHING_CHOSEN;
  }
}
