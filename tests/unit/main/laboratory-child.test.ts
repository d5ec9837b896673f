import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startLaboratory } from '#main/laboratory-child.ts';
import { laboratoryEnvironment } from '#main/laboratory-environment.ts';
import { createLaboratoryLink, type LaboratoryExit } from '#main/laboratory-link.ts';
import type { FromLaboratory } from '#main/laboratory-messages.ts';
import { laboratoryProgram } from '#main/laboratory-program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const program = laboratoryProgram({
  isPackaged: false,
  resources: '',
  repository: fileURLToPath(new URL('../../../', import.meta.url)),
  platform: process.platform,
  environment: {
    NEURAL_SER_LABORATORY: process.env.NEURAL_SER_LABORATORY,
    NEURAL_SER_NODE: process.execPath,
  },
});

/** A script in place of the laboratory's process, started like it. */
function start(code: string, environment: NodeJS.ProcessEnv = process.env) {
  const said: string[] = [];
  const script = join(temporaryFolder(), 'script.mjs');
  writeFileSync(script, code);
  const child = startLaboratory(
    { node: process.execPath, script },
    '/the/folder',
    (text) => said.push(text),
    environment,
  );
  const message = new Promise<FromLaboratory>((resolve) => child.onMessage(resolve));
  const exit = new Promise<LaboratoryExit>((resolve) => child.onExit(resolve));
  return { child, message, exit, said };
}

describe('the laboratory’s child process', () => {
  it('answers as plain Node, and saves and ends when it is closed', async () => {
    const folder = temporaryFolder();
    const events: unknown[] = [];
    const link = createLaboratoryLink({
      start: () => startLaboratory(program, folder, () => undefined),
      onEvents: (bundle) => events.push(...bundle),
      onRestarted: () => undefined,
      onBroken: (failure) => events.push(failure),
      onCrash: (failure) => events.push(failure),
    });
    expect(await link.invoke('a', 'library.list', {})).toMatchObject({ ok: true });
    expect(await link.invoke('b', 'no.such', {})).toMatchObject({ ok: false });
    await link.close(false);
    expect(events).toEqual([]);
    expect(existsSync(join(folder, 'laboratory.sqlite'))).toBe(true);
  });

  it('saves and ends when the main process has been killed', async () => {
    const folder = temporaryFolder();
    const child = spawn(program.node, [program.script, folder], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    await new Promise<void>((resolve) => {
      child.on('message', (message: FromLaboratory) => message.kind === 'opened' && resolve());
    });
    const exit = once(child, 'exit');
    child.disconnect();
    expect(await exit).toEqual([0, null]);
    // It removes the write-ahead log when it closes the experiment log.
    expect(readdirSync(folder)).not.toContain('laboratory.sqlite-wal');
  });

  it('gives the reason why the laboratory cannot be opened', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'laboratory.sqlite'));
    const child = startLaboratory(program, folder, () => undefined);
    const failed = new Promise<FromLaboratory>((resolve) => child.onMessage(resolve));
    const exit = new Promise<LaboratoryExit>((resolve) => child.onExit(resolve));
    expect(await failed).toMatchObject({ kind: 'failed', failure: { message: expect.any(String) } });
    expect(await exit).toMatchObject({ code: 1, signal: null });
  });

  it('passes messages with typed arrays both ways', async () => {
    const { child, message } = start("process.on('message', (m) => process.send(m, () => process.exit()))");
    const sent = { kind: 'invoke' as const, call: 'a', name: 'x', input: new Float32Array([0.5, -1]) };
    child.post(sent);
    expect(await message).toEqual(sent);
  });

  it('gets the folder, and of the environment what it needs, without switches that load code', async () => {
    const environment = {
      ...{ PATH: '/bin', HOME: '/home/me', XDG_DATA_HOME: '/data', NEURAL_SER_DEVICE: 'cpu' },
      ...{ https_proxy: 'http://proxy', LD_LIBRARY_PATH: '/lib' },
      ...{ NODE_OPTIONS: '--require /tmp/x.js', NODE_PATH: '/tmp', ELECTRON_RUN_AS_NODE: '1' },
      ...{ LD_PRELOAD: '/tmp/x.so', AWS_SECRET_ACCESS_KEY: 'x', GITHUB_TOKEN: 'x' },
    };
    const code = 'process.send({ folder: process.argv[2], environment: process.env }, () => process.exit())';
    const { message } = start(code, environment);
    const { folder, environment: passed } = (await message) as unknown as {
      folder: string;
      environment: Record<string, string>;
    };
    expect(folder).toBe('/the/folder');
    expect(Object.keys(passed).filter((name) => !name.startsWith('NODE_CHANNEL'))).toEqual(
      Object.keys(laboratoryEnvironment(environment)),
    );
    expect(laboratoryEnvironment(environment)).toEqual({
      ...{ PATH: '/bin', HOME: '/home/me', XDG_DATA_HOME: '/data', NEURAL_SER_DEVICE: 'cpu' },
      ...{ https_proxy: 'http://proxy', LD_LIBRARY_PATH: '/lib' },
    });
  });

  it('reports how it ended, with the end of its stderr', async () => {
    const failed = start("process.stderr.write('x'.repeat(3000) + 'the reason'); process.exitCode = 3");
    const { stderrTail, ...exit } = await failed.exit;
    expect(exit).toEqual({ code: 3, signal: null });
    expect(stderrTail).toMatch(/^x+the reason$/);
    expect(stderrTail).toHaveLength(2000);
    expect(failed.said.join('')).toHaveLength(3010);
    const { child, exit: killed } = start('setInterval(() => {}, 1000)');
    child.kill();
    expect(await killed).toMatchObject({ code: null, signal: 'SIGKILL' });
    child.post({ kind: 'close', keepsRuns: false });
  });

  it('reports that it cannot be started', async () => {
    const child = startLaboratory({ node: '/no/such/node', script: 'x.js' }, '/the/folder', () => undefined);
    const exit = new Promise<LaboratoryExit>((resolve) => child.onExit(resolve));
    child.post({ kind: 'close', keepsRuns: false });
    expect(await exit).toEqual({ code: null, signal: null, stderrTail: expect.stringContaining('ENOENT') });
  });
});
