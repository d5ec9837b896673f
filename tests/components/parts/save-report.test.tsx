import { unzipSync } from 'fflate';
import { afterEach, expect, test, vi } from 'vitest';
import { SaveReport } from '#renderer/parts/reports/save-report.tsx';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

/** The downloads of the page from now on: their names and bytes. */
function downloads() {
  const saved: { name: string; bytes: Promise<Uint8Array> }[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    const bytes = fetch(this.href).then(async (answer) => new Uint8Array(await answer.arrayBuffer()));
    saved.push({ name: this.download, bytes });
  });
  return saved;
}

afterEach(() => vi.restoreAllMocks());

async function choose(screen: Awaited<ReturnType<typeof renderPart>>, item: string) {
  await screen.getByRole('button', { name: 'Save report' }).click();
  await screen.getByRole('menuitem', { name: item }).click();
}

test('a report is saved as HTML, and predictions as CSV', async () => {
  const saved = downloads();
  const screen = await renderPart(<SaveReport items={[['a']]} predictionsOf="a" />);
  await choose(screen, 'Report (HTML, prints on A4)');
  await expect.poll(() => saved.map(({ name }) => name)).toEqual(['report-a.html']);
  expect(new TextDecoder().decode(await saved[0].bytes)).toContain('A report');
  await choose(screen, 'Predictions of all test clips (CSV)');
  await expect.poll(() => saved.at(-1)?.name).toBe('predictions-a.csv');
});

test('the archive has a PNG of three times the size beside each SVG', async () => {
  const saved = downloads();
  const screen = await renderPart(<SaveReport items={[['a'], ['b']]} />);
  await choose(screen, 'Report, plots and tables (ZIP)');
  await expect.poll(() => saved.map(({ name }) => name)).toEqual(['report-a.zip']);
  const files = unzipSync(await saved[0].bytes);
  expect(Object.keys(files)).toEqual(['report.html', 'plots/square.svg', 'plots/square.png']);
  const png = new DataView(files['plots/square.png'].slice().buffer);
  expect([png.getUint32(16), png.getUint32(20)]).toEqual([60, 30]);
});

test('a comparison has no predictions, and an error is shown', async () => {
  const screen = await renderPart(<SaveReport items={[['a'], ['b']]} />);
  await screen.getByRole('button', { name: 'Save report' }).click();
  await expect.element(screen.getByRole('menuitem', { name: /HTML/ })).toBeVisible();
  await expect.element(screen.getByRole('menuitem', { name: /CSV/ })).not.toBeInTheDocument();
  expect(await graveFindings(screen)).toEqual([]);
  await screen.unmount();

  const failing = await renderPart(<SaveReport items={[['untested']]} predictionsOf="untested" />);
  await choose(failing, 'Predictions of all test clips (CSV)');
  const message = 'Could not save the report This run has no predictions yet.';
  await expect.element(failing.getByRole('alert')).toHaveTextContent(message);
});
