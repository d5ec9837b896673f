import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SHARED } from '../shared-folder.ts';
import { commandLineIn } from './command-line.ts';

interface Expected {
  run: string;
  epochs: { epoch: number; loss: number; validationLoss: number }[];
}

/** Resumes a run of a laboratory of an earlier version to its end; `folder` is changed. */
async function resume(folder: string, { run }: Expected): Promise<Expected & { status: string }> {
  return (await commandLineIn(folder, folder).json('train', '--resume', run)) as Expected & {
    status: string;
  };
}

function expectSameCurve(resumed: Expected & { status: string }, expected: Expected): void {
  expect(resumed.status).toBe('finished');
  expect(resumed.epochs.map(({ epoch }) => epoch)).toEqual(expected.epochs.map(({ epoch }) => epoch));
  for (const [index, { epoch, loss, validationLoss }] of expected.epochs.entries()) {
    expect(Math.abs(resumed.epochs[index].loss - loss), `loss of epoch ${epoch}`).toBeLessThan(1e-6);
    expect(
      Math.abs(resumed.epochs[index].validationLoss - validationLoss),
      `validation loss of epoch ${epoch}`,
    ).toBeLessThan(1e-6);
  }
}

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-old-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const readExpected = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Expected;

describe('a run that version 0.1.0 stopped', () => {
  it('resumes to the curve that it has without interruption', async () => {
    const fixture = fileURLToPath(new URL('../fixtures/laboratory-0.1.0', import.meta.url));
    const expected = readExpected(join(fixture, 'expected.json'));
    const folder = join(temporary(), 'lab');
    cpSync(join(fixture, 'lab'), folder, { recursive: true });
    // Its audio files are gone: the features must be found in the cache by the key that they had.
    const resumed = await resume(folder, expected);
    expectSameCurve(resumed, expected);
    // A script that reads the record finds the features under both names.
    expect(resumed).toMatchObject({ settings: { features: { name: 'short' }, recipe: { name: 'short' } } });
  });

  const large = join(SHARED, 'fixtures');
  const archive = join(large, 'lab-0.1.0.tar.gz');
  it.skipIf(!existsSync(archive))('does so in a larger laboratory (../shared/fixtures)', async () => {
    const expected = readExpected(join(large, 'expected.json'));
    const folder = temporary();
    execFileSync('tar', ['xzf', archive, '-C', folder, 'neural-ser-fixture/lab']);
    expectSameCurve(await resume(join(folder, 'neural-ser-fixture/lab'), expected), expected);
  });
});
