import { markup } from '#core/reports/markup.ts';
import type { ReliabilityBin } from '#shared/calibration.ts';
import { itemColour, type Palette, type Plot, px } from './plot.ts';
import { FONT_SIZE } from './text-width.ts';

/** The square of the axes, from 0 to 100 % on both. */
const SIDE = 300;
const LEFT = 52;
const TOP = 10;
const WIDTH = LEFT + SIDE + 14;
const HEIGHT = TOP + SIDE + 44;
const TICKS = [0, 20, 40, 60, 80, 100];
/** A dot of one clip, and that of the bin with the most clips, in pixels. */
const MIN_RADIUS = 2.5;
const MAX_RADIUS = 7;

const x = (share: number): number => px(LEFT + share * SIDE);
const y = (share: number): number => px(TOP + (1 - share) * SIDE);

/**
 * A reliability diagram: for each bin of the probability, the share of right predictions with its 95 % interval. The area of a
 * dot grows with the clips of its bin. On the dashed line, the model is as often right as it is sure.
 */
export function reliabilityPlot(bins: readonly ReliabilityBin[], palette: Palette): Plot {
  const most = Math.max(1, ...bins.map(({ clips }) => clips));
  const grid = TICKS.map((tick) => {
    const share = tick / 100;
    return markup`<line x1="${x(share)}" y1="${y(0)}" x2="${x(share)}" y2="${y(1)}" stroke="${palette.grid}"/><line x1="${x(0)}" y1="${y(share)}" x2="${x(1)}" y2="${y(share)}" stroke="${palette.grid}"/><text x="${x(share)}" y="${y(0) + 16}" text-anchor="middle" fill="${palette.faint}">${tick}</text><text x="${LEFT - 8}" y="${y(share) + 4}" text-anchor="end" fill="${palette.faint}">${tick}</text>`;
  });
  const colour = itemColour(palette, 0);
  const dots = bins.map(({ clips, confidence, accuracy, accuracyInterval: [low, high] }) => {
    const radius = px(MIN_RADIUS + (MAX_RADIUS - MIN_RADIUS) * Math.sqrt(clips / most));
    return markup`<line x1="${x(confidence)}" y1="${y(low)}" x2="${x(confidence)}" y2="${y(high)}" stroke="${colour}" stroke-width="2"/><circle cx="${x(confidence)}" cy="${y(accuracy)}" r="${radius}" fill="${colour}"/>`;
  });
  return {
    name: 'reliability',
    title: 'How often the model is right, by how sure it is',
    about:
      'Dots with 95 % intervals, on the dashed line where the model is as often right as it is sure. The values are in the table.',
    width: WIDTH,
    height: HEIGHT,
    content: markup`${grid}<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="${palette.faint}" stroke-width="1.5" stroke-dasharray="4 3"/>${dots}<text x="${x(0.5)}" y="${HEIGHT - 6}" text-anchor="middle" fill="${palette.faint}" font-size="${FONT_SIZE}">probability of the predicted emotion, %</text><text transform="translate(14 ${y(0.5)}) rotate(-90)" text-anchor="middle" fill="${palette.faint}" font-size="${FONT_SIZE}">right, %</text>`,
  };
}
