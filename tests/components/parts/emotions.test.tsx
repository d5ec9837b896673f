import { expect, test, vi } from 'vitest';
import { sampleTimeline } from '#renderer/gallery/sample-timeline.ts';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { ProbabilityBars } from '#renderer/parts/emotions/probability-bars.tsx';
import { EmotionTimeline } from '#renderer/parts/sound/emotion-timeline.tsx';
import { EMOTIONS, perEmotion } from '#shared/emotions.ts';
import { renderPart } from '../render-part.tsx';

test('a badge shows the name and a distinct colour of its emotion', async () => {
  const screen = await renderPart(
    EMOTIONS.map((emotion) => <EmotionBadge key={emotion} emotion={emotion} />),
  );
  for (const emotion of EMOTIONS) await expect.element(screen.getByText(emotion)).toBeVisible();
  const dots = [...screen.container.querySelectorAll('[aria-hidden]')];
  expect(new Set(dots.map((dot) => getComputedStyle(dot).backgroundColor)).size).toBe(EMOTIONS.length);
});

test('probability bars change with their numbers, without a transition', async () => {
  const screen = await renderPart(
    <ProbabilityBars probabilities={perEmotion(EMOTIONS, () => 1 / 7)} label="Live" />,
  );
  const bar = screen.container.querySelector('td > div')!;
  // The tests reduce motion, which sets every duration to 0 s but not the property.
  expect(getComputedStyle(bar).transitionProperty).not.toContain('transform');
});

test('probability bars have lengths in proportion, and mark the highest', async () => {
  const probabilities = perEmotion(EMOTIONS, (emotion) => (emotion === 'sad' ? 0.7 : 0.05));
  const screen = await renderPart(<ProbabilityBars probabilities={probabilities} label="Clip 1" />);
  const table = screen.getByRole('table', { name: 'Clip 1' });
  const rows = [...table.element().querySelectorAll('tr')];
  expect(rows.map((row) => row.querySelector('th')?.textContent)).toEqual([...EMOTIONS]);
  await expect.element(table.getByRole('row', { name: /^sad/ })).toHaveTextContent('sad70.0 %');
  expect(rows.filter((row) => row.dataset.first).map((row) => row.querySelector('th')?.textContent)).toEqual([
    'sad',
  ]);
  const length = (row: Element) => row.querySelector('td > div')?.getBoundingClientRect().width ?? 0;
  const [angry, sad] = [length(rows[0]), length(rows[EMOTIONS.indexOf('sad')])];
  expect(sad).toBeGreaterThan(10);
  expect(sad / angry).toBeCloseTo(14, 0);
});

test('probability bars keep their height when the first result comes', async () => {
  const empty = await renderPart(<ProbabilityBars probabilities={null} emotions={EMOTIONS} label="None" />);
  const height = empty.getByRole('table').element().getBoundingClientRect().height;
  expect(empty.getByText('–').elements()).toHaveLength(EMOTIONS.length);
  await empty.unmount();
  const full = await renderPart(
    <ProbabilityBars probabilities={perEmotion(EMOTIONS, () => 1 / 7)} label="Full" />,
  );
  expect(full.getByRole('table').element().getBoundingClientRect().height).toBe(height);
});

test('a timeline seeks to the clicked segment, and lists all segments as text', async () => {
  const onSeek = vi.fn<(seconds: number) => void>();
  const entries = sampleTimeline(2);
  const screen = await renderPart(
    <EmotionTimeline
      entries={entries}
      view={{ startSeconds: 0, endSeconds: 2 }}
      label="Emotion over time"
      onSeek={onSeek}
    />,
  );
  const picture = screen.getByRole('img', { name: 'Emotion over time' });
  const box = picture.element().getBoundingClientRect();
  await picture.click({ position: { x: box.width * 0.3, y: box.height / 2 } });
  expect(onSeek.mock.calls).toEqual([[0.5]]);
  const table = screen.getByRole('table', { name: 'Emotion over time' });
  expect(table.element().querySelectorAll('tbody tr')).toHaveLength(entries.length);
  expect(table.element().querySelectorAll('tbody tr')[4].textContent).toContain('no speech');
  expect(table.element().querySelectorAll('tbody tr')[0].textContent).toContain('angry');
});
