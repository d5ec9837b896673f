import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const RENDERER = fileURLToPath(new URL('../../../../src/renderer/', import.meta.url));
const COMPONENTS = globSync('**/*.tsx', { cwd: `${RENDERER}parts` }).map((path) =>
  path.replaceAll('\\', '/'),
);

/** The components in `table/` make up one part, the data table. */
const partOf = (path: string): string => (path.startsWith('table/') ? 'table/data-table.tsx' : path);
const sampleOf = (path: string) =>
  path
    .split('/')
    .at(-1)
    ?.replace(/\.tsx$/, '.sample.tsx') ?? '';

test('finds the parts', () => expect(COMPONENTS.length).toBeGreaterThan(10));

test.each(COMPONENTS)('parts/%s has a sample in the gallery that shows it', (path) => {
  const part = partOf(path);
  const sample = `${RENDERER}gallery/${sampleOf(part)}`;
  expect(existsSync(sample), `Add src/renderer/gallery/${sampleOf(part)}`).toBe(true);
  expect(readFileSync(sample, 'utf8')).toContain(`parts/${part}'`);
});
