/** Chart data: clips per emotion, of each corpus and of all corpora. */
import type { Data, Layout } from 'plotly.js';
import type { EmotionCounts } from '#shared/corpora.ts';
import { EMOTIONS, type Emotion } from '#shared/emotions.ts';
import { count } from '#shared/format.ts';
import { compareLabels } from '#shared/labels.ts';
import type { ClipRow } from '#shared/library.ts';

/** The number of clips of each emotion in a corpus. */
export interface CorpusCounts {
  corpus: string;
  clips: number;
  emotions: EmotionCounts;
}

export interface Chart {
  data: Partial<Data>[];
  layout: Partial<Layout>;
  /** The content as text. */
  description: string;
}

/** The corpora of these clips, the largest first. */
export function countCorpora(clips: readonly Pick<ClipRow, 'corpus' | 'emotion'>[]): CorpusCounts[] {
  const byCorpus = new Map<string, CorpusCounts>();
  for (const { corpus, emotion } of clips) {
    const counts = byCorpus.get(corpus) ?? { corpus, clips: 0, emotions: {} };
    counts.clips++;
    counts.emotions[emotion] = (counts.emotions[emotion] ?? 0) + 1;
    byCorpus.set(corpus, counts);
  }
  return [...byCorpus.values()].toSorted((a, b) => b.clips - a.clips || (a.corpus < b.corpus ? -1 : 1));
}

/** The emotions that occur, and all of the default label set, so that a missing one is seen. */
const emotionsIn = (corpora: readonly CorpusCounts[]): Emotion[] =>
  [...new Set([...EMOTIONS, ...corpora.flatMap(({ emotions }) => Object.keys(emotions))])].toSorted(
    compareLabels,
  );

const total = (corpora: readonly CorpusCounts[], emotion: Emotion) =>
  corpora.reduce((sum, { emotions }) => sum + (emotions[emotion] ?? 0), 0);

const NO_GRID = { showgrid: false };
/** Above the plot, in the order of the stack. */
const LEGEND: Partial<Layout['legend']> = {
  orientation: 'h',
  traceorder: 'normal',
  x: 0,
  y: 1.02,
  yanchor: 'bottom',
};
const BARS: Partial<Layout> = { barmode: 'stack', bargap: 0.28, hovermode: 'closest' };

/** Patterns that distinguish corpora when all shades are used. */
const HATCHES = ['', '/', 'x', '.'] as const;

/** Clips per emotion, stacked by corpus, with the sums above. `colours`: one per corpus in order, then reused with patterns. */
export function emotionChart(corpora: readonly CorpusCounts[], colours: readonly string[]): Chart {
  const names = emotionsIn(corpora);
  const sums = names.map((emotion) => total(corpora, emotion));
  const bars: Partial<Data>[] = corpora.map(({ corpus, emotions }, index) => ({
    type: 'bar',
    name: corpus,
    x: names,
    y: names.map((emotion) => emotions[emotion] ?? 0),
    marker: {
      color: colours[index % colours.length],
      pattern: {
        shape: HATCHES[Math.floor(index / colours.length) % HATCHES.length],
        size: 6,
        solidity: 0.35,
      },
    },
    hovertemplate: `%{x}: %{y:,} clips<extra>${plain(corpus)}</extra>`,
  }));
  return {
    data: [...bars, sumLabels(names, sums)],
    layout: {
      ...BARS,
      showlegend: corpora.length > 1,
      legend: LEGEND,
      xaxis: NO_GRID,
      yaxis: countAxis(sums),
    },
    description: `Clips per emotion: ${names.map((emotion, index) => `${emotion} ${count(sums[index])}`).join(', ')}.`,
  };
}

/** Clips per emotion of one corpus, in the colours of the emotions. */
export function corpusChart(corpus: CorpusCounts, colour: (emotion: Emotion) => string): Chart {
  const names = emotionsIn([corpus]);
  const counts = names.map((emotion) => corpus.emotions[emotion] ?? 0);
  return {
    data: [
      {
        type: 'bar',
        x: names,
        y: counts,
        marker: { color: names.map(colour) },
        hovertemplate: '%{x}: %{y:,} clips<extra></extra>',
      },
      sumLabels(names, counts),
    ],
    layout: { ...BARS, showlegend: false, xaxis: NO_GRID, yaxis: countAxis(counts) },
    description: `Clips per emotion of ${corpus.corpus}: ${names.map((emotion, index) => `${emotion} ${count(counts[index])}`).join(', ')}.`,
  };
}

/** The share of each emotion in each corpus, in the colours of the emotions, with all corpora at the top. */
export function shareChart(corpora: readonly CorpusCounts[], colour: (emotion: Emotion) => string): Chart {
  const names = emotionsIn(corpora);
  const all: CorpusCounts = {
    corpus: 'All',
    clips: corpora.reduce((sum, { clips }) => sum + clips, 0),
    emotions: Object.fromEntries(names.map((emotion) => [emotion, total(corpora, emotion)])),
  };
  // Plotly's vertical axis starts at the bottom.
  const rows = [...(corpora.length > 1 ? [all] : []), ...corpora].toReversed();
  return {
    data: names.map((emotion) => ({
      type: 'bar',
      orientation: 'h',
      name: emotion,
      y: rows.map(({ corpus }) => plain(corpus)),
      x: rows.map(({ clips, emotions }) => (100 * (emotions[emotion] ?? 0)) / Math.max(1, clips)),
      customdata: rows.map(({ emotions }) => emotions[emotion] ?? 0),
      marker: { color: colour(emotion) },
      hovertemplate: `%{y}, ${emotion}: %{x:.1f} %, %{customdata:,} clips<extra></extra>`,
    })),
    layout: {
      ...BARS,
      xaxis: { range: [0, 100.4], tick0: 0, dtick: 20, ticksuffix: ' %' },
      yaxis: { type: 'category', showgrid: false },
      legend: LEGEND,
      // Space for half of the last label.
      margin: { l: 48, r: 30, t: 12, b: 40 },
    },
    description: `Share of each emotion. ${rows
      .toReversed()
      .map(
        ({ corpus, clips, emotions }) =>
          `${corpus}: ${names.map((emotion) => `${emotion} ${((100 * (emotions[emotion] ?? 0)) / Math.max(1, clips)).toFixed(1)} %`).join(', ')}.`,
      )
      .join(' ')}`,
  };
}

/** The height of the chart of shares, in pixels: a constant height per row, for few and many corpora. */
export const shareHeight = (corpora: number): number => 110 + 34 * (corpora > 1 ? corpora + 1 : 1);

function sumLabels(names: readonly string[], sums: readonly number[]): Partial<Data> {
  return {
    type: 'scatter',
    mode: 'text',
    x: [...names],
    y: [...sums],
    text: sums.map((sum) => (sum === 0 ? '' : count(sum))),
    textposition: 'top center',
    showlegend: false,
    hoverinfo: 'skip',
    cliponaxis: false,
  };
}

const countAxis = (sums: readonly number[]): Partial<Layout['yaxis']> => ({
  title: { text: 'Clips' },
  tickformat: ',d',
  range: [0, 1.12 * Math.max(1, ...sums)],
});

/** Escapes text, because plotly interprets labels as markup. */
const plain = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
