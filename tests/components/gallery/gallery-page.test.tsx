import { expect, test } from 'vitest';
import { GalleryPage } from '#renderer/gallery/gallery-page.tsx';
import { SAMPLES } from '#renderer/gallery/samples.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

// It has every part at once, and looks for accessibility findings in all of them twice.
test('the gallery shows every sample with all its states, and links to each', async () => {
  const screen = await renderPart(
    <div style={{ height: 600, overflow: 'auto' }}>
      <GalleryPage />
    </div>,
  );
  expect(SAMPLES.length).toBeGreaterThan(10);
  for (const { name, states } of SAMPLES) {
    const section = screen.getByRole('region', { name });
    for (const state of Object.keys(states)) {
      await expect.element(section.getByText(state, { exact: true }).first()).toBeInTheDocument();
    }
    await screen.getByRole('navigation', { name: 'Parts' }).getByRole('button', { name }).click();
    await expect.element(section.getByRole('heading', { level: 2, name })).toBeInViewport();
  }
  expect(await graveFindings(screen)).toEqual([]);
}, 90_000);
