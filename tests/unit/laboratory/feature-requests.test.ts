import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNpy } from '../../../src/core/features/npy.ts';
import { featureRequests, recipeNamed } from '../../../src/core/laboratory/feature-requests.ts';
import { RECIPES } from '../../../src/shared/recipes.ts';
import { NO_CONTEXT, temporaryFolder, wavFile } from './laboratory-parts.ts';

const write = featureRequests()['features.write'];
const ask = (files: string[], target: string, recipe = 'log-mel') =>
  write({ files, recipe, target, offsetSamples: null }, NO_CONTEXT);

describe('features.write', () => {
  it('writes one array a file, and none over another', async () => {
    const folder = temporaryFolder();
    const files = ['x/a.wav', 'y/a.wav', 'z/a-2.wav', 'z/A.wav'].map((name) => wavFile(join(folder, name)));
    const target = join(folder, 'made', 'here');
    const answers = await ask(files, target);
    const written = answers.map((answer) => ('npy' in answer ? answer.npy : answer.problem));
    expect(new Set(written.map((name) => name.toLowerCase())).size).toBe(4);
    expect(readdirSync(target).toSorted()).toEqual(['A-3.npy', 'a-2-2.npy', 'a-2.npy', 'a.npy']);
    for (const path of written) expect(readNpy(path).shape).toEqual([64, 151]);
  });

  it('says of each file why it has none, and goes on', async () => {
    const folder = temporaryFolder();
    const [text, empty, gone] = ['text.wav', 'empty.wav', 'gone.wav'].map((name) => join(folder, name));
    writeFileSync(text, 'no sound');
    writeFileSync(empty, '');
    const good = wavFile(join(folder, 'good.wav'));
    const answers = await ask([text, empty, gone, folder, good], join(folder, 'out'));
    expect(answers.map((answer) => 'npy' in answer)).toEqual([false, false, false, false, true]);
    for (const answer of answers.slice(0, 4)) {
      expect(answer).toMatchObject({ problem: expect.stringMatching(/^[A-Z].*\.$/) });
      expect(answer).not.toMatchObject({ problem: expect.stringMatching(/ENOENT|errno|syscall/) });
    }
  });

  it('refuses a target that cannot be written, with what to do', async () => {
    const folder = temporaryFolder();
    const file = wavFile(join(folder, 'a.wav'));
    await expect(ask([file], file)).rejects.toMatchObject({ code: 'features-unwritable' });
    await expect(ask([file], join(file, 'below'))).rejects.toMatchObject({ code: 'features-unwritable' });
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o500 });
    // The administrator may write everywhere.
    if (process.getuid?.() !== 0) {
      await expect(ask([file], closed)).rejects.toMatchObject({ code: 'features-unwritable' });
    }
    chmodSync(closed, 0o700);
  });

  it('ends between two files when it is cancelled', async () => {
    const folder = temporaryFolder();
    const files = ['a.wav', 'b.wav', 'c.wav'].map((name) => wavFile(join(folder, name)));
    const control = new AbortController();
    const progress = (_phase: string, done: number) => {
      if (done === 1) control.abort();
    };
    const target = join(folder, 'out');
    const asked = write(
      { files, recipe: 'log-mel', target, offsetSamples: null },
      { signal: control.signal, progress },
    );
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(target).length).toBeLessThan(3);
  });
});

it('knows the shipped recipes by name, and no word that happens to be one of objects', () => {
  for (const name of Object.keys(RECIPES)) expect(recipeNamed(name)).toBe(RECIPES[name]);
  for (const name of ['', 'mfcc', 'constructor', '__proto__', 'toString']) {
    expect(() => recipeNamed(name)).toThrow(expect.objectContaining({ code: 'unknown-recipe' }));
  }
});
