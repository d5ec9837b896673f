import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { type CommonOptions, createProgram } from '../../../src/cli/program.ts';

/** The program, its words kept, its commands' bodies not run. */
function setUp() {
  const kept = { out: '', err: '', ran: [] as CommonOptions[] };
  const program = createProgram('1.2.3', async (options) => {
    kept.ran.push(options);
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        kept.out += text;
      },
      writeErr: (text) => {
        kept.err += text;
      },
      getOutHelpWidth: () => 80,
    });
  }
  return { program, kept, run: (...line: string[]) => program.parseAsync(line, { from: 'user' }) };
}

const names = (program: Command) => program.commands.map((command) => command.name());

describe('the program', () => {
  it('has help for every command, within 80 columns, with the options of every command', async () => {
    const all = names(setUp().program);
    expect(all).toEqual(
      expect.arrayContaining(['scan', 'sample', 'features', 'train', 'runs', 'show', 'evaluate']),
    );
    expect(all).toEqual(expect.arrayContaining(['recognise', 'network', 'doctor', 'demo']));
    for (const name of all) {
      const { kept, run } = setUp();
      await expect(run(name, '--help')).rejects.toMatchObject({ exitCode: 0 });
      for (const option of ['--json', '--quiet', '--data <dir>']) expect(kept.out, name).toContain(option);
      const widest = Math.max(...kept.out.split('\n').map((line) => line.length));
      expect(widest, name).toBeLessThanOrEqual(80);
      expect(kept.ran).toEqual([]);
    }
  });

  it('gives its version', async () => {
    const { kept, run } = setUp();
    await expect(run('--version')).rejects.toMatchObject({ exitCode: 0 });
    expect(kept.out).toBe('1.2.3\n');
  });

  it('runs a command with the common options that it was given', async () => {
    const { kept, run } = setUp();
    await run('scan', 'a', 'b', '--json', '--data', 'there');
    expect(kept.ran).toEqual([{ json: true, data: 'there' }]);
  });

  it('refuses what it does not understand, and says so', async () => {
    for (const [line, word] of [
      [['nonsense'], 'unknown command'],
      [['scna', 'x'], 'Did you mean scan?'],
      [['scan'], "missing required argument 'folders'"],
      [['scan', 'x', '--frobnicate'], 'unknown option'],
      [['features', 'a.wav'], "required option '--out <dir>'"],
      [['recognise', 'a.wav'], "required option '--run <run>'"],
      [['sample', '--layout', 'iemocap'], 'Allowed choices are'],
      [['sample', 'a', 'b'], 'too many arguments'],
      [['runs', '--limit', '0'], 'must be 1 or more'],
      [['train', 'x', '--data'], 'argument missing'],
    ] as const) {
      const { kept, run } = setUp();
      await expect(run(...line), line.join(' ')).rejects.toMatchObject({ name: 'CommanderError' });
      expect(kept.err).toContain(word);
      expect(kept.ran).toEqual([]);
    }
  });
});
