import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openExperimentLog } from '#core/database/experiment-log.ts';
import { type ReportData, reportFileName } from '#core/reports/report-data.ts';
import { reportDocument } from '#core/reports/report-document.ts';
import { reportFiles } from '#core/reports/report-files.ts';
import { reliabilitySentence } from '#shared/calibration.ts';
import { withInterval } from '#shared/format.ts';
import { recordRun } from '../comparisons/sample-comparison.ts';
import { reportOf } from './sample-report.ts';

const HOSTILE = '</title><script>alert(1)</script><img src=x onerror="alert(2)">';

let pair: ReportData;
let single: ReportData;
let untested: ReportData;
let scaled: ReportData;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-reports-'));
  using log = openExperimentLog(folder);
  const weak = recordRun(log, { name: 'weak', strength: 0.2 });
  const strong = recordRun(log, {
    name: HOSTILE,
    strength: 0.9,
    settings: { batchSize: 16 },
    temperature: 0.4,
  });
  const running = recordRun(log, { name: 'running', finished: false });
  pair = await reportOf(log, [[weak], [strong]], 1);
  single = await reportOf(log, [[weak]]);
  scaled = await reportOf(log, [[strong]]);
  untested = await reportOf(log, [[running]]);
  rmSync(folder, { recursive: true });
});

const headings = (html: string) => [...html.matchAll(/<h2[^>]*>([^<]*)/g)].map(([, text]) => text);

describe('the report of a comparison', () => {
  it('has every section, the sentences and the metrics of the comparison', () => {
    const html = reportDocument(pair);
    expect(headings(html)).toEqual([
      'Can they be compared?',
      'Results',
      'Is the difference real?',
      'Training curves',
      'Emotions',
      'How sure',
      'Corpora, sex, age, speakers',
      'Fairness',
      'Confusion matrices',
      'Protocol and leakage check',
      'Settings',
      'Runs and environment',
      'How to repeat it',
    ]);
    const { comparison } = pair;
    expect(html).toContain(comparison.comparable.summary);
    // With the results, and with the confusion matrices.
    expect(html.split('Label set “seven”: calm counts as neutral;')).toHaveLength(3);
    for (const { results } of comparison.items) {
      const { value, interval } = results!.metrics.uar;
      const [number, range] = withInterval(value, interval, null).split(' % ');
      expect(html.replace('<strong>', '')).toContain(`${number} <span class="interval">${range}</span>`);
    }
    expect(html).toContain('Settings that differ');
    expect(html).toContain('Report of neural-SER 1.2.3, made 2026-11-29 01:05 UTC');
    const [a, b] = comparison.items.map(({ runs }) => runs[0].id);
    expect(html).toContain(`neural-ser report ${a} ${b} --baseline ${b} --out report.html`);
    expect(reportFileName(pair)).toBe(`comparison-${a}-${b}`);
  });

  it('has nothing that runs, is loaded or could be escaped from', () => {
    const html = reportDocument(pair);
    expect(html).not.toMatch(
      /<script|<img|<link|<iframe|<audio|<video|<object| on\w+="[^"]*"[ >]| style=|javascript:/i,
    );
    expect(html.match(/(?:src|href)="(?!#)[^"]*"/g)).toBeNull();
    expect(html).not.toMatch(/https?:|url\(|@import/);
    expect(html).toContain('&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    // Folders of this machine are nobody else's business.
    expect(html).not.toContain('/corpora/');
  });

  it('allows its own style sheet only', () => {
    const html = reportDocument(pair);
    const [, style] = /<style>([\s\S]*)<\/style>/.exec(html)!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(html).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
  });
});

describe('the report of a run', () => {
  it('compares nothing', () => {
    const html = reportDocument(single);
    expect(headings(html)[0]).toBe('Results');
    expect(headings(html)).not.toContain('Is the difference real?');
    expect(html).not.toContain('Settings that differ');
    expect(reportFileName(single)).toBe(`report-${single.runs[0][0].id}`);
  });

  it('has the settings that train it again', () => {
    const [, json] = /<details>.*?<code>([\s\S]*?)<\/code>/.exec(reportDocument(single))!;
    expect(JSON.parse(json.replaceAll('&quot;', '"'))).toEqual(single.runs[0][0].settings);
  });

  it('says how far its probabilities can be trusted, before and after scaling', () => {
    const [{ calibration }] = scaled.calibrations;
    const html = reportDocument(scaled);
    expect(headings(html)).toContain('How sure');
    expect(html).toContain(reliabilitySentence(calibration)!);
    const row = `${(100 * calibration.eceBefore).toFixed(1)}</td><td class="number">${(100 * calibration.eceAfter!).toFixed(1)}</td>`;
    expect(html).toContain(row);
    expect(calibration.eceAfter).not.toBeCloseTo(calibration.eceBefore, 2);
    expect(html).toContain('aria-label="How often the model is right, by how sure it is.');
    expect(reportFiles(scaled).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['plots/reliability.svg', 'tables/calibration.csv', 'tables/reliability.md']),
    );
  });

  it('has the groups of speakers and what their gap says', () => {
    const html = reportDocument(single);
    const [{ groups }] = single.fairness;
    const sex = groups.find(({ by }) => by === 'sex')!;
    expect(sex.groups.length).toBeGreaterThan(1);
    expect(headings(html)).toContain('Fairness');
    expect(html).toContain('<caption>Fairness by sex</caption>');
    expect(html).toContain(sex.sentence);
    expect(reportFiles(single).map(({ path }) => path)).toContain('tables/fairness-by-sex.csv');
  });

  it('of an earlier version has the error before scaling only, and says why', () => {
    const html = reportDocument(single);
    const [{ calibration }] = single.calibrations;
    expect(calibration.eceAfter).toBeNull();
    expect(html).toContain(`${(100 * calibration.eceBefore).toFixed(1)}</td><td class="number">–</td>`);
    expect(html).toContain('No value after scaling: the run is of an earlier version');
  });

  it('says that there are no results yet, and shows the curves', () => {
    const html = reportDocument(untested);
    expect(html).toContain('This run has no test results yet.');
    expect(headings(html)).toContain('Training curves');
    expect(headings(html)).not.toContain('Confusion matrices');
    expect(headings(html)).not.toContain('How sure');
  });
});

describe('the files of a report', () => {
  it('have names of their own: the report, plots and tables', () => {
    const paths = reportFiles(pair).map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toEqual(
      expect.arrayContaining([
        'report.html',
        'plots/results.svg',
        'plots/loss.svg',
        'plots/confusion-2.svg',
        'plots/confusion-difference-1-2.svg',
        'tables/results.csv',
        'tables/results.tex',
        'tables/results.md',
        'tables/differences.csv',
      ]),
    );
    for (const path of paths) expect(path).toMatch(/^[a-z0-9/.-]+$/);
  });
});
