import { writeFileSync } from 'node:fs';
import type { RunProgram } from '#core/system/run-program.ts';

export const LINUX = { platform: 'linux', arch: 'x64', glibc: '2.36' };

/** A compiler that writes a file, a `strip` that does nothing, no Python, no GPU. */
export const toyPrograms: RunProgram = async (program, values) => {
  if (!['c++', 'g++', 'strip'].includes(program)) return null;
  const output = values.indexOf('-o');
  if (output >= 0) writeFileSync(values[output + 1]!, 'an addon');
  return { code: 0, signal: null, stdout: '', stderr: '' };
};
