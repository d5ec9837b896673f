import { describe, expect, test } from 'vitest';
import { SAMPLES } from '#renderer/gallery/samples.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

describe.each(SAMPLES)('the sample $name', ({ states }) => {
  test.each(Object.entries(states))('%s is accessible in both themes', async (_, State) => {
    const screen = await renderPart(<State />);
    await expect.poll(() => screen.container.querySelector('main')?.childElementCount).toBeGreaterThan(0);
    expect(await graveFindings(screen)).toEqual([]);
  });
});
