import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'neural-ser-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** An empty folder, gone when this file's tests are over. */
export function temporaryFolder(): string {
  return mkdtempSync(join(root, 'x'));
}
