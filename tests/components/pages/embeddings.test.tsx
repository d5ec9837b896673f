import { expect, test } from 'vitest';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { EmbeddingsPanel } from '#renderer/pages/run/report/embeddings-panel.tsx';
import { EMOTIONS } from '#shared/emotions.ts';
import { runOf } from '../../unit/cli/terminal/sample-metrics.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

const CLIPS = EMOTIONS.map((emotion, number) => ({
  ...{ path: `/data/clip-${number}.wav`, fold: 0, corpus: 'A', sex: null, speaker: `A/${number % 2}` },
  ...{ actual: emotion, predicted: 'sad', x: number, y: number % 3 },
  probabilities: Object.fromEntries(EMOTIONS.map((name) => [name, 1 / 7])),
}));

/** The sample laboratory with a map of {@link CLIPS}; `asked` gets the requests for it. */
function laboratoryWithMap(asked: unknown[] = []): typeof sampleLaboratory {
  return {
    ...sampleLaboratory,
    invoke: async (name, input, options) => {
      if (name !== 'embeddings.show') return sampleLaboratory.invoke(name, input, options);
      asked.push(input);
      const { fold } = input as { fold: number };
      const about = { size: 1024, shares: [0.4, 0.1], problems: [], engine: 'wasm', device: 'cpu' };
      return { run: 'a', fold, folds: 2, clips: CLIPS, ...about } as never;
    },
  };
}

test('a click on a point of the map plays its clip', async () => {
  const screen = await renderPart(<EmbeddingsPanel run={runOf()} />, laboratoryWithMap());
  const plot = screen.getByRole('img', { name: /^Map of 7 test clips by their embeddings/ });
  const points = () => [...plot.element().querySelectorAll('.points path')];
  await expect.poll(() => points().length, { timeout: 15_000 }).toBe(7);
  await expect.element(screen.getByRole('button', { name: /^(Play|Pause)/ })).not.toBeInTheDocument();
  // The points are drawn from left to right as the clips are numbered.
  const leftToRight = points().toSorted(
    (a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left,
  );
  for (const clip of [2, 5]) {
    const { left, top, width, height } = leftToRight[clip].getBoundingClientRect();
    const from = plot.element().getBoundingClientRect();
    const position = { x: left + width / 2 - from.left, y: top + height / 2 - from.top };
    // Plotly's layer for the pointer is above the points.
    await plot.hover({ position });
    await plot.click({ position });
    // It plays at once: the button pauses it.
    await expect
      .element(screen.getByRole('button', { name: new RegExp(`^Pause.* clip-${clip}\\.wav`) }))
      .toBeVisible();
    // The ring around the chosen clip.
    await expect.poll(() => points().length).toBe(8);
  }
});

test('draws the test clips of a fold, whose list plays them', async () => {
  const asked: unknown[] = [];
  const laboratory = laboratoryWithMap(asked);
  const fold = runOf().folds[0];
  const run = runOf({ folds: [fold, { ...fold, fold: 1 }] });
  const screen = await renderPart(<EmbeddingsPanel run={run} />, laboratory);
  const plot = screen.getByRole('img', { name: /^Map of 7 test clips by their embeddings/ });
  const points = () => plot.element().querySelectorAll('.points path').length;
  await expect.poll(points, { timeout: 15_000 }).toBe(7);
  await expect.element(screen.getByText(/7 test clips, 1,024 values each/)).toBeVisible();
  await screen.getByRole('button', { name: /clip-3\.wav/ }).click();
  await expect.element(screen.getByRole('button', { name: /(Play|Pause).* clip-3\.wav/ })).toBeVisible();
  // The ring around the chosen clip.
  await expect.poll(points).toBe(8);
  await screen.getByRole('combobox', { name: 'Fold' }).click();
  await screen.getByRole('option', { name: /^Fold 2/ }).click();
  await expect.poll(() => asked).toHaveLength(2);
  expect(asked[1]).toMatchObject({ fold: 1 });
  expect(await graveFindings(screen)).toEqual([]);
});
