import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Runs a script, and gives the connections that it and its children tried. */
async function connectionsOf(script: string, ...values: string[]): Promise<string[]> {
  const notes = join(temporaryFolder(), 'connections');
  await promisify(execFile)(
    process.execPath,
    ['--import', path('../note-connections.mjs'), script, ...values],
    {
      env: { ...process.env, NEURAL_SER_CONNECTIONS: notes },
    },
  );
  return readFileSync(notes, 'utf8').split('\n').slice(0, -1);
}

describe('a laboratory', () => {
  it('opens no connection by itself: from sample voices to a trained model', async () => {
    // It makes voices, scans them, and trains three runs.
    const folder = temporaryFolder();
    expect(await connectionsOf(path('../../e2e/prepare-laboratory.ts'), folder)).toEqual([]);
    expect(existsSync(join(folder, 'laboratory', 'laboratory.sqlite'))).toBe(true);
  }, 120_000);

  it('would be caught: a request of a program and of its child are noted', async () => {
    const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const folder = temporaryFolder();
    const child = join(folder, 'child.mjs');
    writeFileSync(child, `await fetch('http://127.0.0.1:${port}/child');`);
    const parent = join(folder, 'parent.mjs');
    writeFileSync(
      parent,
      `import { fork } from 'node:child_process';
       import { get } from 'node:https';
       get('https://localhost:${port}').on('error', () => undefined);
       fork(${JSON.stringify(child)});`,
    );
    const noted = await connectionsOf(parent);
    expect(noted.filter((line) => line.includes(String(port)))).toHaveLength(2);
  });
});
