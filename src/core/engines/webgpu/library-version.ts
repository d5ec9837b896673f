import { createRequire } from 'node:module';

// Not named `require`, because the desktop build defines that name in every module.
const requireHere = createRequire(import.meta.url);

/** The version of the library that drives the GPU. */
export function libraryVersion(): string {
  return requireHere('webgpu/package.json').version;
}
