import { type Markup, markup } from '#core/reports/markup.ts';
import type { Comparison } from '#shared/comparison.ts';
import { itemMark, legend } from './legend.ts';
import { type Palette, PLOT_WIDTH, type Plot, px } from './plot.ts';
import { fitText } from './text-width.ts';

const MARGIN = 190;
const ROW = 22;

/**
 * A critical-difference diagram (Demšar 2006): items at their mean ranks, the best on the left; bars join items that do
 * not differ from each other.
 */
export function rankPlot({ items, friedman }: Comparison, palette: Palette): Plot | null {
  if (friedman === null) return null;
  const { ranks, cliques, criticalDifference } = friedman;
  const at = (rank: number) => MARGIN + ((rank - 1) / (items.length - 1)) * (PLOT_WIDTH - 2 * MARGIN);
  const axis = 62;
  const bars = cliques.filter((clique) => clique.length > 1);
  const firstRow = axis + 18 + bars.length * 8;
  const order = ranks.map((_, item) => item).sort((a, b) => ranks[a] - ranks[b]);
  const half = Math.ceil(order.length / 2);
  const height = firstRow + half * ROW + 8;
  // Labels beside the axis may be cut; the legend has the whole titles.
  const top = legend(
    items.map(({ title }) => title),
    palette,
  );
  const [ink, faint] = [palette.ink, palette.faint];

  const ticks = items.map((_, index) => {
    const x = px(at(index + 1));
    return markup`<line x1="${x}" y1="${axis - 6}" x2="${x}" y2="${axis}" stroke="${faint}"/><text x="${x}" y="${axis - 11}" text-anchor="middle" fill="${faint}">${index + 1}</text>`;
  });
  const labels = order.map((item, position): Markup => {
    const onLeft = position < half;
    const y = firstRow + (onLeft ? position : order.length - 1 - position) * ROW + 6;
    const x = px(at(ranks[item]));
    const end = onLeft ? MARGIN - 14 : PLOT_WIDTH - MARGIN + 14;
    const text = `${fitText(items[item].title, MARGIN - 70)} ${ranks[item].toFixed(2)}`;
    return markup`<path d="M${x} ${axis}V${y}H${end}" fill="none" stroke="${faint}"/>${itemMark(item, x, axis, palette)}<text x="${onLeft ? end - 6 : end + 6}" y="${y + 4}" text-anchor="${onLeft ? 'end' : 'start'}" fill="${ink}">${text}</text>`;
  });
  const joins = bars.map((clique, index) => {
    const inside = clique.map((item) => ranks[item]);
    const y = axis + 12 + index * 8;
    return markup`<line x1="${px(at(Math.min(...inside)) - 4)}" y1="${y}" x2="${px(at(Math.max(...inside)) + 4)}" y2="${y}" stroke="${ink}" stroke-width="3.5"/>`;
  });
  const width = at(1 + criticalDifference) - at(1);
  const ruler = markup`<path d="M${MARGIN} 8v8m0-4H${px(MARGIN + width)}m0-4v8" fill="none" stroke="${ink}"/><text x="${MARGIN}" y="30" fill="${ink}">${`critical difference ${criticalDifference.toFixed(2)}`}</text>`;
  return {
    name: 'ranks',
    title: `Mean ranks of the UAR over ${friedman.units} ${friedman.unit}`,
    about: friedman.sentence,
    width: PLOT_WIDTH,
    height: height + top.height,
    content: markup`${top.content}<g transform="translate(0 ${top.height})">${ruler}<line x1="${MARGIN}" y1="${axis}" x2="${PLOT_WIDTH - MARGIN}" y2="${axis}" stroke="${faint}"/>${ticks}${labels}${joins}</g>`,
  };
}
