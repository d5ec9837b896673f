import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { openExperimentLog } from '#core/database/experiment-log.ts';
import type { ComparedPart, Comparison } from '#shared/comparison.ts';
import { withInterval } from '#shared/format.ts';
import { confusionTable } from '#shared/tables/confusion-table.ts';
import { csvTable } from '#shared/tables/csv-table.ts';
import { differencesTable, ranksTable } from '#shared/tables/difference-tables.ts';
import { latexTable } from '#shared/tables/latex-table.ts';
import { markdownTable } from '#shared/tables/markdown-table.ts';
import { emotionTable, headlineTable, networkTable } from '#shared/tables/metric-tables.ts';
import { partsTable } from '#shared/tables/part-tables.ts';
import type { ResultTable } from '#shared/tables/result-table.ts';
import { settingsTable } from '#shared/tables/settings-table.ts';
import { compare, recordRun } from '../../comparisons/sample-comparison.ts';

/** Every character that means something in CSV, LaTeX, Markdown or HTML, a formula, and letters of several scripts. */
const HOSTILE = '=HYPERLINK("x")\\input{a}%&$#_~^<script>|[b]*`--’é ł 你好\u202e\u0000\nend';

let pair: Comparison;
let group: Comparison;
let different: Comparison;
let speakers: ComparedPart[];

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-tables-'));
  using log = openExperimentLog(folder);
  const a = recordRun(log, { name: 'weak', strength: 0.2 });
  const b = recordRun(log, { name: HOSTILE, strength: 0.9, settings: { batchSize: 16 } });
  const c = recordRun(log, { name: 'other clips', firstTestClip: 1, corpusFingerprint: 'e'.repeat(64) });
  const d = recordRun(log, { name: 'unfinished', finished: false });
  const e = recordRun(log, { name: 'weak again', strength: 0.2, settings: { seed: 9 } });
  const compared = await compare(log, [[a], [b]]);
  pair = compared.comparison;
  speakers = compared.parts.speaker;
  group = (await compare(log, [[a, e, d], [b]])).comparison;
  different = (await compare(log, [[a], [c]])).comparison;
  rmSync(folder, { recursive: true });
});

const texts = ({ rows }: ResultTable, column: number) => rows.map((row) => row[column].text);
const titles = ({ columns }: ResultTable) => columns.map(({ title }) => title);

describe('the tables of a comparison', () => {
  it('show each metric as the window does', () => {
    const table = headlineTable(pair);
    expect(titles(table)).toEqual(['Run', 'Test clips', 'UAR', 'Accuracy', 'F1 (macro)']);
    expect(texts(table, 0)[0]).toBe('weak');
    const [first, second] = pair.items.map(({ results }) => results!.metrics.uar);
    expect(texts(table, 2)).toEqual(
      [first, second].map(({ value, interval }) => withInterval(value, interval, null).replace(' %', '')),
    );
    // The second is better, on the same clips.
    expect(table.rows.map((row) => row[2].best ?? false)).toEqual([false, true]);
  });

  it('give mean and deviation of a group, and name the runs that do not count', () => {
    const table = headlineTable(group);
    expect(titles(table).slice(0, 2)).toEqual(['Run or group', 'Runs']);
    expect(texts(table, 1)).toEqual(['2', '1']);
    expect(texts(table, 3)[0]).toMatch(/^\d+\.\d ± \d+\.\d$/);
    expect(table.notes.join(' ')).toMatch(/Not counted in “.+”: 1 running\./);
  });

  it('do not rank runs with different test clips', () => {
    for (const table of [headlineTable(different), networkTable(different), emotionTable(different)]) {
      expect(table.rows.flat().filter(({ best }) => best)).toEqual([]);
    }
    expect(differencesTable(different).rows[0][3].text).toBe('–');
  });

  it('mark published results, which never are the best', () => {
    const network = {
      label: 'VGG19',
      accuracy: 0.999,
      precisionWeighted: 0.999,
      f1Weighted: 0.999,
      recall: Object.fromEntries(pair.labels.map((label) => [label, 0.999])),
    };
    const published = { label: 'mark', caveat: 'Explanation.', networks: [network] };
    const networks = networkTable(pair, published);
    expect(texts(networks, 0).at(-1)).toBe('VGG19 (published)');
    expect(networks.rows.at(-1)!.map(({ best }) => best ?? false)).not.toContain(true);
    expect(networks.notes.at(-1)).toBe('(published): mark. Explanation.');
    const emotions = emotionTable(pair, 'recall', published);
    expect(emotions.columns).toHaveLength(4);
    expect(texts(emotions, 3)).toEqual(pair.labels.map(() => '99.9'));
    // Only the recall was published.
    expect(emotionTable(pair, 'f1', published).columns).toHaveLength(3);
  });

  it('show the settings that differ, or all', () => {
    expect(texts(settingsTable(pair, 'differing'), 0)).toEqual(['Batch size']);
    expect(settingsTable(pair, 'all').rows.length).toBeGreaterThan(20);
  });

  it('show a difference with its sign, interval and p-values', () => {
    const table = differencesTable(pair);
    const { result, sentence } = pair.differences[0];
    if (result.test !== 'bootstrap') throw new Error(`expected the bootstrap, not ${result.test}`);
    expect(table.rows[0][3].text).toMatch(/^\+\d+\.\d \[−?\d+\.\d to \d+\.\d\]$/);
    expect(table.rows[0][3].value).toBeCloseTo(100 * result.uar, 9);
    expect(table.rows[0].at(-1)).toEqual({
      text: String(result.onlySecondRight),
      value: result.onlySecondRight,
    });
    expect(table.notes[0]).toBe(sentence);
    expect(ranksTable(pair)).toBeNull();
  });

  it('have the parts of the test clips and a confusion matrix', () => {
    const parts = partsTable(['weak', 'strong'], speakers, 'speaker');
    expect(texts(parts, 0)).toEqual(['SAVEE/0', 'SAVEE/1', 'TESS/2', 'TESS/3', 'TESS/4']);
    const { confusion } = pair.items[0].results!;
    const matrix = confusionTable('weak', pair.labels, confusion, 'clips');
    expect(matrix.rows.map((row) => row.slice(1, -1).map(({ value }) => value))).toEqual(confusion);
    const empty = confusionTable(
      'weak',
      ['a', 'b'],
      [
        [0, 0],
        [1, 3],
      ],
      'percent',
    );
    expect(empty.rows.map((row) => row.map(({ text }) => text))).toEqual([
      ['a', '–', '–', '0'],
      ['b', '25.0', '75.0', '4'],
    ]);
  });
});

const allTables = () => [
  headlineTable(pair),
  headlineTable(group),
  networkTable(pair),
  emotionTable(pair),
  settingsTable(pair, 'all'),
  differencesTable(pair),
  partsTable(
    pair.items.map(({ title }) => title),
    speakers,
    'speaker',
  ),
  confusionTable(pair.items[1].title, pair.labels, pair.items[1].results!.confusion, 'percent'),
];

describe('CSV', () => {
  it('has unrounded values, limits of intervals, and no formulas', () => {
    const [head, weak, strong] = parse(csvTable(headlineTable(pair))) as string[][];
    expect(head.slice(0, 5)).toEqual(['Run', 'Test clips', 'UAR (%)', 'UAR low (%)', 'UAR high (%)']);
    const { value, interval } = pair.items[0].results!.metrics.uar;
    expect(weak.slice(2, 5).map(Number)).toEqual(
      [value, ...interval!].map((share) => Number((100 * share).toPrecision(12))),
    );
    expect(strong[0]).toMatch(/^'=HYPERLINK\("x"\)/);
    expect(csvTable(headlineTable(pair))).toMatch(/\r\n$/);
  });

  it('has one line per row for any name', () => {
    for (const table of allTables()) {
      const lines = parse(csvTable(table)) as string[][];
      expect(lines).toHaveLength(table.rows.length + 1);
    }
  });
});

describe('Markdown', () => {
  it('keeps rows and columns for any name, and marks the best', () => {
    const lines = markdownTable(headlineTable(pair))
      .split('\n')
      .filter((line) => line.startsWith('|'));
    // Without escaped pipes, every line has the same number of columns.
    for (const line of lines) expect(line.replaceAll('\\|', '').split('|')).toHaveLength(7);
    expect(lines[3]).toContain('&lt;script&gt;');
    expect(lines[3]).toMatch(/\*\*\d+\.\d \[/);
  });
});

/** The path of pdflatex, or null. */
function pdflatex(): string | null {
  try {
    return execFileSync('sh', ['-c', 'command -v pdflatex'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

describe('LaTeX', () => {
  it('has the numbers of the window and is plain ASCII', () => {
    const table = headlineTable(pair);
    const latex = latexTable(table);
    for (const { text } of table.rows.flat().filter(({ value }) => typeof value === 'number')) {
      expect(latex).toContain(text.replace('[', '{[}').replace(']', '{]}').replace('–', '--'));
    }
    const uncommented = latex.replace(/^%.*$/gm, '');
    expect(uncommented).toMatch(/^[\n -~]*$/);
    expect(latex).toContain('\\label{tab:results}');
    expect(latex).toContain('\\textbf{');
    expect(latex).toMatch(/^% Printed as \?, because pdfLaTeX has no such letters: .*你 好/);
    expect(latex).toContain("-{}-'\\'{e} \\l{} ??");
  });

  it.skipIf(pdflatex() === null)('compiles with pdflatex', { timeout: 60_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'neural-ser-latex-'));
    const long = partsTable(
      pair.items.map(({ title }) => title),
      Array.from({ length: 30 }, () => speakers).flat(),
      'speaker',
    );
    const document = [
      '\\documentclass{article}\\usepackage{booktabs}\\usepackage{longtable}\\usepackage{graphicx}\\begin{document}',
      ...[...allTables(), long].map(latexTable),
      '\\end{document}',
    ].join('\n');
    writeFileSync(join(folder, 'all.tex'), document);
    // Fails on the first error.
    const options = ['-interaction=nonstopmode', '-halt-on-error', 'all.tex'];
    execFileSync(pdflatex()!, options, { cwd: folder, stdio: 'pipe' });
    expect(readFileSync(join(folder, 'all.log'), 'utf8')).toMatch(/Output written on all\.pdf \(\d+ pages/);
    rmSync(folder, { recursive: true });
  });
});
