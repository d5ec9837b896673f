import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandLine, createWorkspace, parsed, QUICK } from './command-line.ts';

let folder = '';
let voices = '';
let cli: CommandLine;

beforeAll(async () => {
  ({ folder, voices, cli } = await createWorkspace());
  await cli.run('train', voices, ...QUICK, '--epochs', '1', '--name', 'made');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a command that fails', () => {
  it('exits with 1 and gives a reason, as text and as JSON', async () => {
    writeFileSync(join(folder, 'file'), '');
    writeFileSync(join(folder, 'bad.json'), '{"epochz": 3}');
    mkdirSync(join(folder, 'empty'), { recursive: true });
    const cases: [string[], string][] = [
      [['scan', 'gone'], 'folder-missing'],
      [['train', 'empty'], 'no-clips'],
      [['train', voices, '--config', 'bad.json'], 'invalid-settings'],
      [['train', voices, '--config', 'gone.json'], 'config-unreadable'],
      [['train', voices, '--protocol', 'leave-one-corpus-out'], 'too-few-corpora'],
      [['train', '--resume', 'made'], 'run-finished'],
      [['show', 'nobody'], 'no-such-run'],
      [['evaluate', 'stopped-never', voices], 'no-such-run'],
      [['network', 'nothing'], 'unknown-network'],
      [['runs', '--data', 'file'], 'folder-not-writable'],
      [['features', 'x.wav', '--out', 'file'], 'features-unwritable'],
    ];
    const all = await Promise.all(cases.map(([line]) => cli.run(...line, '--json', '--quiet')));
    for (const [i, [line, code]] of cases.entries()) {
      const ended = all[i];
      expect([ended.code, JSON.parse(ended.stdout)], line.join(' ')).toEqual([
        1,
        { error: { code, message: expect.stringMatching(/^["“A-Za-z].*\.$/s) } },
      ]);
      expect(ended.stderr.trim()).toBe(JSON.parse(ended.stdout).error.message);
    }
  });

  it('exits with 2 for invalid usage', async () => {
    const lines = [
      ['nonsense'],
      ['scan'],
      ['train'],
      ['train', voices, ...QUICK, '--epochs', 'many'],
      ['train', voices, '--resume', 'made'],
      ['train', '--resume', 'made', '--epochs', '9'],
      ['runs', '--name', 'x'],
      ['demo'],
    ];
    const all = await Promise.all(lines.map((line) => cli.run(...line, '--json')));
    for (const [i, line] of lines.entries()) {
      const ended = all[i];
      expect(ended.code, line.join(' ')).toBe(2);
      expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'usage' } });
      expect(ended.stderr).not.toBe('');
    }
  });

  it('is reported by doctor, which opens no laboratory', async () => {
    writeFileSync(join(folder, 'file'), '');
    const ended = await cli.run('doctor', '--data', 'file', '--json');
    const report = parsed('doctor', ended);
    expect(ended.code).toBe(1);
    expect(report.folder).toMatchObject({
      path: join(folder, 'file'),
      works: false,
      reason: expect.any(String),
    });
    expect(report.choice.engine).toBe('wasm');
  });
});

describe('the output', () => {
  const shell = (line: string) =>
    spawnSync('sh', ['-c', line], {
      encoding: 'utf8',
      env: { ...process.env, NEURAL_SER_DATA: join(folder, 'laboratory'), NEURAL_SER_TENSORFLOW: 'off' },
    });
  const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
  const program = `'${process.execPath}' '${main}'`;

  it.skipIf(process.platform === 'win32')('can be closed by its reader', () => {
    const { stdout, stderr } = shell(`{ ${program} show made --json; echo $? >&2; } | head -1`);
    expect([stdout, stderr]).toEqual(['{\n', '0\n']);
  });

  it.skipIf(!existsSync('/dev/full'))('is reported as an error if the disk is full', () => {
    const { status, stderr } = shell(`${program} runs --json > /dev/full`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The result could not be written: .*ENOSPC.*\n$/);
  });
});
