import { expect, test } from 'vitest';
import { renderPart } from '../render-part.tsx';

test('text has the shipped typeface, and digits of equal width in columns', async () => {
  const screen = await renderPart(
    <>
      <span data-testid="ones" className="tabular">
        1111111111
      </span>
      <span data-testid="eights" className="tabular">
        8888888888
      </span>
      <span data-testid="plain">1111111111</span>
    </>,
  );
  await document.fonts.ready;
  expect(document.fonts.check('14px Inter', 'neural-SER')).toBe(true);
  const loaded = [...document.fonts].filter(
    ({ family, status }) => /Inter/.test(family) && status === 'loaded',
  );
  // Only the Latin file: no other character is shown.
  expect(loaded).toHaveLength(1);
  const width = (id: string) => screen.getByTestId(id).element().getBoundingClientRect().width;
  expect(width('ones')).toBeCloseTo(width('eights'), 1);
  expect(width('plain')).toBeLessThan(width('ones') - 5);
});
