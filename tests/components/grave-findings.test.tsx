import { expect, test } from 'vitest';
import { graveFindings } from './grave-findings.ts';
import { renderPart } from './render-part.tsx';

test('reports a button without a name in both themes', async () => {
  const screen = await renderPart(<button type="button" />);
  const found = await graveFindings(screen);
  expect(found.map((line) => line.split(', ').slice(0, 2))).toEqual([
    ['light', 'button-name'],
    ['dark', 'button-name'],
  ]);
});

test('reports text with low contrast in the theme where it occurs', async () => {
  const screen = await renderPart(<p style={{ color: '#000' }}>black text on the page</p>);
  const found = await graveFindings(screen);
  expect(found.map((line) => line.split(', ').slice(0, 2))).toEqual([['dark', 'color-contrast']]);
});
