/** The HTML file of a report in a real browser: from disk, without network, in both themes, on A4 and zoomed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openExperimentLog } from '#core/database/experiment-log.ts';
import type { ReportData } from '#core/reports/report-data.ts';
import { reportFiles } from '#core/reports/report-files.ts';
import { findBrowser } from '../../../setup/find-browser.mjs';
import { recordRun } from '../../unit/comparisons/sample-comparison.ts';
import { reportOf } from '../../unit/reports/sample-report.ts';

const { path: executablePath } = findBrowser();

/** The text of an A4 page with margins of 15 mm, in pixels at 96 per inch. */
const A4 = { width: 680, height: 1009 };

const NAMES = [
  '<img src=x onerror="window.hostile = true"><script>window.hostile = true</script>',
  'W'.repeat(200),
  'compact, speaker-independent, learning rate 0.001, batch size 16, with noise',
  'ResNet101V2',
  'DenseNet201',
  '你好 \u202e мир',
  'seventh',
];

let folder: string;
let browser: Browser;
/** The most that a comparison may have, with the speakers of a large corpus. */
let large: ReturnType<typeof reportFiles>;
let small: ReturnType<typeof reportFiles>;

beforeAll(async () => {
  if (executablePath === null) return;
  folder = mkdtempSync(join(tmpdir(), 'neural-ser-report-file-'));
  using log = openExperimentLog(folder);
  const runs = NAMES.map((name, index) =>
    recordRun(log, { name, strength: index / 10, settings: { batchSize: 8 + index } }),
  );
  const seeds = [1, 2].map((seed) => recordRun(log, { name: `seed ${seed}`, settings: { seed } }));
  large = reportFiles(withSpeakers(await reportOf(log, [...runs.map((run) => [run]), seeds]), 91));
  small = reportFiles(await reportOf(log, [[runs[0]], seeds]));
  for (const [name, files] of Object.entries({ large, small })) {
    writeFileSync(join(folder, `${name}.html`), files.find(({ path }) => path === 'report.html')!.content);
  }
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

function withSpeakers(data: ReportData, speakers: number): ReportData {
  const { speaker } = data.parts;
  const many = Array.from({ length: speakers }, (_, index) => ({
    ...speaker[index % speaker.length],
    name: `CREMA-D/${1001 + index}`,
  }));
  return { ...data, parts: { ...data.parts, speaker: many } };
}

/** Opens the report without network. Collects requests other than the file's and messages of the page. */
async function open(name: 'large' | 'small', options: BrowserContextOptions) {
  const context = await browser.newContext({ ...options, offline: true });
  const page = await context.newPage();
  const unexpected: string[] = [];
  const address = pathToFileURL(join(folder, `${name}.html`)).href;
  page.on('request', (request) => {
    if (request.url() !== address) unexpected.push(request.url());
  });
  page.on('console', (message) => unexpected.push(message.text()));
  page.on('pageerror', (error) => unexpected.push(String(error)));
  await page.goto(address);
  return { page, unexpected, [Symbol.asyncDispose]: () => context.close() };
}

describe.skipIf(executablePath === null)('the HTML file of a report', { timeout: 60_000 }, () => {
  it.each(['light', 'dark'] as const)(
    'opens from disk without network and is accessible, %s',
    async (colorScheme) => {
      await using opened = await open('small', { colorScheme, viewport: { width: 1280, height: 800 } });
      const { page, unexpected } = opened;
      expect(await page.title()).toBe(`${NAMES[0]} and compact, speaker-independent (2 runs) – neural-SER`);
      expect(await page.locator('svg').count()).toBeGreaterThan(10);
      expect(await page.evaluate(() => 'hostile' in window)).toBe(false);
      // Its style sheet is applied although nothing else is allowed.
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(background).toBe(colorScheme === 'dark' ? 'rgb(22, 25, 30)' : 'rgb(255, 255, 255)');
      expect(unexpected).toEqual([]);
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode(true)
        .options({ resultTypes: ['violations'] })
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
    },
  );

  it('does not scroll sideways at 200 % zoom; wide tables scroll by themselves', async () => {
    await using opened = await open('large', { viewport: { width: 550, height: 350 } });
    const { page } = opened;
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(550);
  });

  it('prints on A4 with nothing cut off', async () => {
    await using opened = await open('large', { viewport: A4 });
    const { page } = opened;
    await page.emulateMedia({ media: 'print' });
    const cut = await page.evaluate(({ width, height }) => {
      const found: string[] = [];
      for (const element of document.querySelectorAll('main *, header *')) {
        const { right, height: tall } = element.getBoundingClientRect();
        // Tables continue on the next page; a plot cannot.
        const whole = element.matches('figure');
        if (right > width + 1 || (whole && tall > height)) {
          found.push(`${element.tagName} ${element.textContent.slice(0, 60)}`);
        }
      }
      return found;
    }, A4);
    expect(cut).toEqual([]);
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
    const pages = pdf.match(/\/MediaBox \[0 0 (\d+)[.\d]* (\d+)/g)!;
    expect(pages.length).toBeGreaterThan(10);
    for (const box of pages) expect(box).toMatch(/^\/MediaBox \[0 0 59[45][.\d]* 84[12]/);
  });

  it('has plots that are valid SVG files', async () => {
    const page = await browser.newPage();
    const plots = large.filter(({ path }) => path.endsWith('.svg'));
    const roots = await page.evaluate(
      (texts) =>
        texts.map((text) => {
          const svg = new DOMParser().parseFromString(text, 'image/svg+xml');
          return svg.querySelector('parsererror')?.textContent ?? svg.documentElement.tagName;
        }),
      plots.map(({ content }) => content),
    );
    expect(roots).toEqual(plots.map(() => 'svg'));
    await page.close();
  });
});
