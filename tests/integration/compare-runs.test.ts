import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Run } from '#shared/runs.ts';
import { type CommandLine, createWorkspace, parsed, SMALL } from './command-line.ts';

let folder = '';
let cli: CommandLine;
/** Tested on the same clips: they differ in their number of epochs. */
let first: Run;
let second: Run;
/** As the first, with another seed. */
let otherSeed: Run;

beforeAll(async () => {
  let voices = '';
  ({ folder, voices, cli } = await createWorkspace());
  const train = async (...options: string[]) =>
    parsed('runs.show', await cli.run('train', voices, ...SMALL, '--json', ...options));
  first = await train('--epochs', '1', '--seed', '11', '--name', 'a + b');
  second = await train('--epochs', '2', '--seed', '11', '--name', '=1+1');
  otherSeed = await train('--epochs', '1', '--seed', '12', '--name', 'other seed');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('compare --json', () => {
  it('has the documented shape, with the metrics of the runs', async () => {
    const compared = await cli.json('compare', first.id, second.id);
    expect(compared).toMatchObject({
      comparable: {
        basis: 'test-clips',
        testClips: 'same',
        protocol: 'same',
        corpora: 'same',
        labels: 'same',
      },
      baseline: first.id,
      runs: [first, second].map(({ id, test }) => ({
        id,
        metrics: {
          clips: test!.clips,
          uar: test!.uar,
          uarInterval: test!.uarInterval,
          accuracy: test!.accuracy,
          f1Macro: test!.f1Macro,
          confusion: test!.confusion,
          perEmotion: test!.perEmotion,
        },
      })),
      settings: { differing: { epochs: [1, 2] } },
      difference: {
        test: 'bootstrap',
        uar: second.test!.uar - first.test!.uar,
        uarInterval: [expect.any(Number), expect.any(Number)],
        uarP: expect.any(Number),
        mcnemarP: expect.any(Number),
        onlyFirstRight: expect.any(Number),
        onlySecondRight: expect.any(Number),
      },
    });
    const { difference, differences, settings } = compared as Record<string, Record<string, number>>;
    // Early stopping follows the number of epochs; nothing else differs.
    expect(Object.keys(settings.differing).filter((path) => !path.startsWith('earlyStopping.'))).toEqual([
      'epochs',
    ]);
    expect(difference.accuracy).toBeCloseTo(second.test!.accuracy - first.test!.accuracy, 12);
    expect(differences).toEqual([difference]);
  });

  it('takes groups, and another baseline by argument, id or name', async () => {
    const group = `${first.id}+${otherSeed.id}`;
    for (const baseline of [second.id, '=1+1']) {
      const compared = await cli.json('compare', group, second.id, '--baseline', baseline);
      expect(compared).toMatchObject({
        baseline: second.id,
        runs: [{ id: group, metrics: { uarInterval: null } }, { id: second.id }],
        difference: { first: second.id, second: group },
      });
    }
    // A name with a plus sign is one run.
    expect(await cli.json('compare', 'a + b', second.id)).toMatchObject({ runs: [{ id: first.id }, {}] });
  });

  it('says in one error what is wrong', async () => {
    for (const [line, code, message] of [
      [[first.id], 'usage', /at least two runs/],
      [[first.id, `${second.id}+`], 'usage', /is not a group of runs/],
      [[first.id, 'nothing'], 'no-such-run', /no run "nothing"/],
      [[first.id, second.id, '--baseline', otherSeed.id], 'usage', /not one of the compared runs/],
      [Array(9).fill(first.id), 'usage', /At most 8/],
    ] as const) {
      const { error } = (await cli.json('compare', ...line)) as { error: { code: string; message: string } };
      expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
    }
  });
});

describe('compare as a document', () => {
  it('starts with a sentence and has the numbers of the metrics', async () => {
    const { stdout } = await cli.run('compare', first.id, second.id);
    expect(stdout).toMatch(/^All were tested on the same \d+ clips\.\n/);
    expect(stdout).toContain((100 * first.test!.uar).toFixed(1));
    expect(stdout).toContain('Settings that differ');
    expect(stdout).toContain('Differences from the baseline');
  });

  it('is CSV without formulas, LaTeX and Markdown with the same numbers', async () => {
    const documents = await Promise.all(
      ['--csv', '--latex', '--markdown'].map((format) => cli.run('compare', first.id, second.id, format)),
    );
    const [csv, latex, markdown] = documents.map(({ stdout }) => stdout);
    const rows = parse(csv, { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => row.Run)).toEqual(['a + b', "'=1+1"]);
    expect(rows.map((row) => Number(row['UAR (%)']))).toEqual(
      [first, second].map(({ test }) => Number((100 * test!.uar).toPrecision(12))),
    );
    expect(csv.split('\r\n')).toHaveLength(4);
    for (const { test } of [first, second]) {
      const [low, high] = test!.uarInterval.map((limit) => (100 * limit).toFixed(1));
      const uar = (100 * test!.uar).toFixed(1);
      expect(latex).toContain(`${uar} {[}${low}--${high}{]}`);
      expect(markdown).toContain(`${uar} [${low}–${high}]`);
    }
    expect(latex.match(/\\begin\{table\}/g)!.length).toBeGreaterThanOrEqual(4);
    const settings = await cli.run('compare', first.id, second.id, '--markdown', '--table', 'settings');
    expect(settings.stdout).toMatch(/\| Max epochs \| 1 \| 2 \|/);
    expect(settings.stdout).not.toContain('UAR');
  });
});

describe('report', () => {
  it('writes one HTML file and an archive, and replaces neither without --force', async () => {
    const [html, zip] = [join(folder, 'report.html'), join(folder, 'plots.zip')];
    const line = ['report', first.id, second.id, '--out', html, '--plots', zip];
    expect(await cli.json(...line)).toEqual({
      path: html,
      bytes: readFileSync(html).length,
      plots: { path: zip, files: expect.any(Number) },
    });
    const text = readFileSync(html, 'utf8');
    expect(text).toMatch(/^<!doctype html>/);
    expect(text).toContain('=1+1');
    const files = unzipSync(readFileSync(zip));
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['report.html', 'plots/confusion-difference-2-1.svg', 'tables/results.tex']),
    );

    writeFileSync(html, 'mine');
    expect(await cli.json(...line)).toMatchObject({ error: { code: 'file-exists' } });
    expect(readFileSync(html, 'utf8')).toBe('mine');
    expect((await cli.run(...line, '--force')).code).toBe(0);
    expect(readFileSync(html, 'utf8')).toContain('=1+1');
  });

  it('says where it cannot write, before the work', async () => {
    const existing = join(folder, 'a-folder');
    mkdirSync(existing, { recursive: true });
    for (const [out, code] of [
      [existing, 'not-a-file'],
      [join(folder, 'missing', 'x.html'), 'no-such-folder'],
    ] as const) {
      expect(await cli.json('report', 'nothing', '--out', out)).toMatchObject({ error: { code } });
    }
    const out = join(folder, 'nothing.html');
    expect(await cli.json('report', 'nothing', '--out', out)).toMatchObject({
      error: { code: 'no-such-run' },
    });
    expect(existsSync(out)).toBe(false);
  });
});

describe('predictions', () => {
  it('are every test clip with all probabilities', async () => {
    const path = join(folder, 'predictions.csv');
    const { clips } = first.test!;
    expect(await cli.json('predictions', first.id, '--out', path)).toEqual({ path, clips });
    const rows = parse(readFileSync(path), { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(clips);
    const right = rows.filter(({ actual, predicted }) => actual === predicted).length;
    expect(right / clips).toBeCloseTo(first.test!.accuracy, 12);
    for (const row of rows) {
      expect(row.clip).toMatch(/\.wav$/);
      expect(row.corpus).toBe('RAVDESS (synthetic)');
      expect([row.fold, row.trained_on]).toEqual(['0', 'no']);
      const probabilities = EMOTIONS.map((emotion) => Number(row[`p_${emotion}`]));
      expect(probabilities.reduce((sum, share) => sum + share)).toBeCloseTo(1, 5);
      expect(EMOTIONS[probabilities.indexOf(Math.max(...probabilities))]).toBe(row.predicted);
    }
    expect(await cli.json('predictions', first.id, '--out', path)).toMatchObject({
      error: { code: 'file-exists' },
    });
  });
});
