import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * TensorFlow's fast kernels for processors (oneDNN). On a virtual machine whose processor does not report its caches, one
 * network (ResNet101V2) ended its process with SIGFPE, a division by zero, and trained without these kernels.
 */
export interface FastKernels {
  /** Whether they have never ended a process here. */
  readonly work: boolean;
  /** Remembers that they have. The file says how to try them again. */
  noteFailure(): void;
}

const FILE = 'fast-kernels-failed.txt';

/** The memory of this computer in the `folder` of its native runtimes. */
export function fastKernels(folder: string): FastKernels {
  const path = join(folder, FILE);
  let failed = existsSync(path);
  return {
    get work() {
      return !failed;
    },
    noteFailure: () => {
      failed = true;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(
          path,
          "TensorFlow's fast kernels (oneDNN) ended a process with SIGFPE on this computer, so slower ones are used.\n" +
            'Delete this file to try them again.\n',
        );
      } catch {
        // On a full disk they are off until this process ends.
      }
    },
  };
}
