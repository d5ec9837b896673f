import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { CommonOptions } from '#cli/command-declaration.ts';
import { createProgram } from '#cli/program.ts';

/** The program with its output recorded. The commands are not run. */
function setUp() {
  const output = { out: '', err: '', ran: [] as CommonOptions[] };
  const program = createProgram('1.2.3', async (options) => {
    output.ran.push(options);
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        output.out += text;
      },
      writeErr: (text) => {
        output.err += text;
      },
      getOutHelpWidth: () => 80,
    });
  }
  return { program, output, run: (...line: string[]) => program.parseAsync(line, { from: 'user' }) };
}

const names = (program: Command) => program.commands.map((command) => command.name());

const HELP = `Usage: neural-ser [options] [command]

A laboratory for speech emotion recognition: scan corpora, train networks, test
them with a leakage check, and predict emotions.

Options:
  -V, --version                output the version number
  -h, --help                   display help for command

Commands:
  demo [folders...]            full demo: sample voices (or your folders),
                               training, results, prediction
  scan <folders...>            find the corpora in folders, their clips and
                               problems
  corrections [folders...]     list the corrections of clips; export, import or
                               undo them
  words [action...]            list, add, remove, import or export your own
                               words for emotions
  sample [folder]              create synthetic sample voices
  features <files...>          write the features of audio files as .npy arrays
  train [folders...]           train a network on the corpora in folders, and
                               test it
  runs                         list the runs; annotate, trash or restore one
  show <run>                   show a run: settings, split, leakage check,
                               epochs, results
  compare <runs...>            compare runs or groups of runs
  report <runs...>             save a run or a comparison as one HTML file
  predictions <run>            save a run's prediction of every test clip as CSV
  export <run>                 write a run with its weights, without audio, as a
                               file for another laboratory
  import <files...>            add runs from .neuralser files, or from folders
                               of them
  plan [grid]                  write a grid (a JSON file) as jobs for a cluster,
                               or show their state
  evaluate <run> [folders...]  evaluate a run or a model on other data
  embeddings <run>             map the test clips of a fold by what its network
                               knows about them
  export-model <run>           write a model or training curves for other
                               programs
  predict <files...>           predict the emotion of audio files
  explain <file>               show what a model listened to in an audio file
  network <name>               show the layers of a network, or run it on an
                               array
  encoders [action...]         list, add, download or remove pretrained encoders
  models [action...]           list, add, download or remove ready-made models
  runtime [action]             show, install or remove native TensorFlow
  computing                    show or choose where this laboratory computes
  serve                        serve the program as a web page on this machine
  doctor                       check what works on this machine
  help [command]               show the help of a command
`;

describe('the program', () => {
  it('has a help of at most 80 columns for every command, with the common options', async () => {
    const all = names(setUp().program);
    expect(all).toEqual(
      expect.arrayContaining(['scan', 'sample', 'features', 'train', 'runs', 'show', 'evaluate']),
    );
    expect(all).toEqual(expect.arrayContaining(['predict', 'network', 'doctor', 'demo']));
    for (const name of all) {
      const { output, run } = setUp();
      await expect(run(name, '--help')).rejects.toMatchObject({ exitCode: 0 });
      for (const option of ['--json', '--quiet', '--data <dir>']) expect(output.out, name).toContain(option);
      const widest = Math.max(...output.out.split('\n').map((line) => line.length));
      expect(widest, name).toBeLessThanOrEqual(80);
      expect(output.ran).toEqual([]);
    }
  });

  it('prints its version', async () => {
    const { output, run } = setUp();
    await expect(run('--version')).rejects.toMatchObject({ exitCode: 0 });
    expect(output.out).toBe('1.2.3\n');
  });

  it('passes the common options to a command', async () => {
    const { output, run } = setUp();
    await run('scan', 'a', 'b', '--json', '--data', 'there');
    expect(output.ran).toEqual([{ json: true, data: 'there' }]);
  });

  it('rejects invalid usage with a message', async () => {
    for (const [line, word] of [
      [['nonsense'], 'unknown command'],
      [['scna', 'x'], 'Did you mean scan?'],
      [['scan'], "missing required argument 'folders'"],
      [['scan', 'x', '--frobnicate'], 'unknown option'],
      [['features', 'a.wav'], "required option '--out <dir>'"],
      [['predict', 'a.wav'], "required option '--run <run>'"],
      [['compare'], "missing required argument 'runs'"],
      [['report', 'x'], "required option '--out <file>'"],
      [['compare', 'a', 'b', '--table', 'x'], 'Allowed choices are'],
      [['predcit', 'a.wav'], 'Did you mean predict?'],
      [['sample', '--layout', 'mosei'], 'Allowed choices are'],
      [['sample', 'a', 'b'], 'too many arguments'],
      [['runs', '--limit', '0'], 'must be 1 or more'],
      [['train', 'x', '--data'], 'argument missing'],
      [['doctor', '--device', 'tpu'], 'Choose cpu, gpu, or the number of a GPU'],
      [['train', 'x', '--device', '0'], 'Choose cpu, gpu, or the number of a GPU'],
    ] as const) {
      const { output, run } = setUp();
      await expect(run(...line), line.join(' ')).rejects.toMatchObject({ name: 'CommanderError' });
      expect(output.err).toContain(word);
      expect(output.ran).toEqual([]);
    }
  });

  it('lists the commands within 80 columns', () => {
    expect(setUp().program.helpInformation()).toBe(HELP);
  });

  describe('the names of version 0.1.0', () => {
    it.each([
      ['recognise', 'a.wav', '--run', 'x'],
      ['features', 'a.wav', '--out', 'x', '--recipe', 'log-mel'],
      ['network', 'compact', '--recipe', 'log-mel'],
      ['train', 'a', '--recipe', 'log-mel'],
      ['runs', '--bin', 'x'],
      ['runs', '--binned'],
    ])('still work: %s %s %s', async (...line) => {
      const { output, run } = setUp();
      await run(...line);
      expect([output.ran.length, output.err]).toEqual([1, '']);
    });

    it('are not shown in any help', () => {
      const { program } = setUp();
      for (const command of [program, ...program.commands.filter((one) => one.name() !== 'recognise')]) {
        expect(command.helpInformation(), command.name()).not.toMatch(/recognise|--recipe|--bin/);
      }
    });
  });
});
