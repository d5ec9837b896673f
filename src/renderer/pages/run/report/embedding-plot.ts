import type { Data, Layout } from 'plotly.js';
import { emotionColour, type Scheme } from '#renderer/theme/emotion-colours.ts';
import type { EmbeddedClip, EmbeddingMap } from '#shared/embeddings.ts';
import { percent } from '#shared/format.ts';

/** What the points of a map are coloured by. */
export const COLOURED_BY = ['actual', 'predicted', 'speaker', 'corpus'] as const;
export type ColouredBy = (typeof COLOURED_BY)[number];

/** Shapes beside the colours, which not everybody can tell apart. */
const SYMBOLS = [
  'circle',
  'square',
  'diamond',
  'triangle-up',
  'cross',
  'star',
  'triangle-down',
  'x',
] as const;
/** A legend with more entries would be longer than the plot. */
const MAX_LEGEND = 24;
/** Steps of the golden angle spread the hues. */
const GOLDEN_ANGLE = 137.508;

/** The map as points: a trace for each emotion, speaker or corpus, and a ring around the chosen clip. */
export function embeddingPlot(
  { clips, shares }: Pick<EmbeddingMap, 'clips' | 'shares'>,
  by: ColouredBy,
  { emotions, chosen, scheme }: { emotions: readonly string[]; chosen: string | null; scheme: Scheme },
): { data: Partial<Data>[]; layout: Partial<Layout> } {
  const groups = Map.groupBy(clips, (clip) => clip[by] ?? 'unknown');
  const isEmotion = by === 'actual' || by === 'predicted';
  const names = isEmotion
    ? emotions.filter((emotion) => groups.has(emotion))
    : [...groups.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const traces = names.map((name, index): Partial<Data> => {
    const own = groups.get(name)!;
    return {
      type: 'scatter',
      mode: 'markers',
      name: escaped(name),
      x: own.map(({ x }) => x),
      y: own.map(({ y }) => y),
      text: own.map(hoverText),
      customdata: own.map(({ path }) => path),
      marker: {
        size: 8,
        color: isEmotion ? emotionColour(name, scheme) : categoryColour(index, scheme),
        symbol: SYMBOLS[index % SYMBOLS.length],
        opacity: 0.85,
      },
      hovertemplate: '%{text}<extra></extra>',
    };
  });
  const ring = clips.filter(({ path }) => path === chosen);
  return {
    data: [
      ...traces,
      {
        type: 'scatter',
        mode: 'markers',
        x: ring.map(({ x }) => x),
        y: ring.map(({ y }) => y),
        marker: { size: 17, color: 'rgba(0,0,0,0)', line: { width: 2, color: 'var(--plot-text)' } },
        hoverinfo: 'skip',
        showlegend: false,
      },
    ],
    layout: {
      hovermode: 'closest',
      showlegend: names.length <= MAX_LEGEND,
      legend: { itemsizing: 'constant', orientation: 'h', y: -0.16 },
      xaxis: axis('First component', shares[0]),
      // Equal units on both axes, so that distances are those of the embeddings.
      yaxis: { ...axis('Second component', shares[1]), scaleanchor: 'x' },
      margin: { l: 56, r: 16, t: 12, b: 90 },
    },
  };
}

const axis = (name: string, share: number) => ({
  title: { text: `${name} (${percent(share)} of the variance)`, standoff: 6 },
  zeroline: false,
});

const categoryColour = (index: number, scheme: Scheme): string =>
  `hsl(${Math.round((index * GOLDEN_ANGLE) % 360)}, 60%, ${scheme === 'light' ? 40 : 66}%)`;

const hoverText = ({ path, actual, predicted, speaker }: EmbeddedClip): string =>
  [
    path.split(/[\\/]/).at(-1) ?? path,
    `${actual}, predicted ${predicted}`,
    ...(speaker === null ? [] : [`speaker ${speaker}`]),
  ]
    .map(escaped)
    .join('<br>');

/** Plotly reads some HTML in texts. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
