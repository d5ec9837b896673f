import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let root: string | null = null;

/** An empty folder, gone when this file's tests are over. */
export function temporaryFolder(): string {
  root ??= mkdtempSync(join(tmpdir(), 'neural-ser-test-'));
  return mkdtempSync(join(root, 'x'));
}

/** Called after each test file, several of which may share this module. */
export function removeTemporaryFolders(): void {
  if (root !== null) rmSync(root, { recursive: true, force: true });
  root = null;
}
