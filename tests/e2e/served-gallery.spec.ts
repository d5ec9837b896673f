/** The gallery of parts is for development only; a built page must not contain it. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './door.ts';
import { REPOSITORY } from './doors/repository.ts';

test('the built page has no gallery', async ({ door: { page } }) => {
  await page.evaluate(() => {
    location.hash = '/gallery';
  });
  await expect(page.getByRole('heading', { level: 1, name: 'Corpora' })).toBeVisible();
  const assets = join(REPOSITORY, 'out', 'renderer', 'assets');
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(3);
  // The folder of the sample laboratory, and the line under the gallery's heading.
  const withSamples = scripts.filter((name) =>
    /\/home\/sample|Each part of the page with sample data/.test(readFileSync(join(assets, name), 'utf8')),
  );
  expect(withSamples).toEqual([]);
});
