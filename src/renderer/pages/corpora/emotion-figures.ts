/** The thesis's figures: clips per emotion, of each corpus and of all together. */
import type { Data, Layout } from 'plotly.js';
import { EMOTIONS, type Emotion, type PerEmotion, perEmotion } from '../../../shared/emotions.ts';
import type { ClipRow } from '../../../shared/library.ts';
import { count } from '../../parts/figures.ts';

/** How many clips of each emotion a corpus has. */
export interface CorpusCounts {
  corpus: string;
  clips: number;
  emotions: PerEmotion<number>;
}

export interface Figure {
  data: Partial<Data>[];
  layout: Partial<Layout>;
  /** The same in words. */
  words: string;
}

/** The corpora of these clips, the largest first. */
export function countCorpora(clips: readonly Pick<ClipRow, 'corpus' | 'emotion'>[]): CorpusCounts[] {
  const byCorpus = new Map<string, PerEmotion<number>>();
  for (const { corpus, emotion } of clips) {
    const emotions = byCorpus.get(corpus) ?? perEmotion(() => 0);
    emotions[emotion]++;
    byCorpus.set(corpus, emotions);
  }
  return [...byCorpus]
    .map(([corpus, emotions]) => ({
      corpus,
      emotions,
      clips: EMOTIONS.reduce((sum, emotion) => sum + emotions[emotion], 0),
    }))
    .toSorted((a, b) => b.clips - a.clips || (a.corpus < b.corpus ? -1 : 1));
}

const total = (corpora: readonly CorpusCounts[], emotion: Emotion) =>
  corpora.reduce((sum, { emotions }) => sum + emotions[emotion], 0);

const NO_GRID = { showgrid: false };
/** Above, in the order of the stack. */
const LEGEND: Partial<Layout['legend']> = {
  orientation: 'h',
  traceorder: 'normal',
  x: 0,
  y: 1.02,
  yanchor: 'bottom',
};
const BARS: Partial<Layout> = { barmode: 'stack', bargap: 0.28, hovermode: 'closest' };

/** What sets corpora apart when all shades are in use. */
const HATCHES = ['', '/', 'x', '.'] as const;

/** Clips per emotion, stacked by corpus, the sums above. `colours`: one a corpus, in their order, then hatched. */
export function emotionFigure(corpora: readonly CorpusCounts[], colours: readonly string[]): Figure {
  const sums = EMOTIONS.map((emotion) => total(corpora, emotion));
  const bars: Partial<Data>[] = corpora.map(({ corpus, emotions }, index) => ({
    type: 'bar',
    name: corpus,
    x: [...EMOTIONS],
    y: EMOTIONS.map((emotion) => emotions[emotion]),
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
    data: [...bars, sumLabels(sums)],
    layout: {
      ...BARS,
      showlegend: corpora.length > 1,
      legend: LEGEND,
      xaxis: NO_GRID,
      yaxis: countAxis(sums),
    },
    words: `Clips per emotion: ${EMOTIONS.map((emotion, index) => `${emotion} ${count(sums[index])}`).join(', ')}.`,
  };
}

/** Clips per emotion of one corpus, in the emotions' colours. */
export function corpusFigure(corpus: CorpusCounts, colour: (emotion: Emotion) => string): Figure {
  const counts = EMOTIONS.map((emotion) => corpus.emotions[emotion]);
  return {
    data: [
      {
        type: 'bar',
        x: [...EMOTIONS],
        y: counts,
        marker: { color: EMOTIONS.map(colour) },
        hovertemplate: '%{x}: %{y:,} clips<extra></extra>',
      },
      sumLabels(counts),
    ],
    layout: { ...BARS, showlegend: false, xaxis: NO_GRID, yaxis: countAxis(counts) },
    words: `Clips per emotion of ${corpus.corpus}: ${EMOTIONS.map((emotion, index) => `${emotion} ${count(counts[index])}`).join(', ')}.`,
  };
}

/** Each corpus's emotions as shares, in the emotions' colours, all corpora together at the top. */
export function shareFigure(corpora: readonly CorpusCounts[], colour: (emotion: Emotion) => string): Figure {
  const all: CorpusCounts = {
    corpus: 'All',
    clips: corpora.reduce((sum, { clips }) => sum + clips, 0),
    emotions: perEmotion((emotion) => total(corpora, emotion)),
  };
  // Plotly's vertical axis begins at the bottom.
  const rows = [...(corpora.length > 1 ? [all] : []), ...corpora].toReversed();
  return {
    data: EMOTIONS.map((emotion) => ({
      type: 'bar',
      orientation: 'h',
      name: emotion,
      y: rows.map(({ corpus }) => plain(corpus)),
      x: rows.map(({ clips, emotions }) => (100 * emotions[emotion]) / Math.max(1, clips)),
      customdata: rows.map(({ emotions }) => emotions[emotion]),
      marker: { color: colour(emotion) },
      hovertemplate: `%{y}, ${emotion}: %{x:.1f} %, %{customdata:,} clips<extra></extra>`,
    })),
    layout: {
      ...BARS,
      xaxis: { range: [0, 100.4], tick0: 0, dtick: 20, ticksuffix: ' %' },
      yaxis: { type: 'category', showgrid: false },
      legend: LEGEND,
      // Room for half of the last label.
      margin: { l: 48, r: 30, t: 12, b: 40 },
    },
    words: `Share of each emotion. ${rows
      .toReversed()
      .map(
        ({ corpus, clips, emotions }) =>
          `${corpus}: ${EMOTIONS.map((emotion) => `${emotion} ${((100 * emotions[emotion]) / Math.max(1, clips)).toFixed(1)} %`).join(', ')}.`,
      )
      .join(' ')}`,
  };
}

/** The heights of a figure's rows: few bars must not become slabs, many must stay apart. */
export const shareHeight = (corpora: number): number => 110 + 34 * (corpora > 1 ? corpora + 1 : 1);

function sumLabels(sums: readonly number[]): Partial<Data> {
  return {
    type: 'scatter',
    mode: 'text',
    x: [...EMOTIONS],
    y: [...sums],
    text: sums.map((sum) => (sum === 0 ? '' : count(sum))),
    textposition: 'top center',
    showlegend: false,
    hoverinfo: 'skip',
    cliponaxis: false,
  };
}

const countAxis = (sums: readonly number[]): Partial<Layout['yaxis']> => ({
  title: { text: 'clips' },
  tickformat: ',d',
  range: [0, 1.12 * Math.max(1, ...sums)],
});

/** Plotly reads its labels as markup. */
const plain = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
