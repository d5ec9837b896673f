import { markup } from '#core/reports/markup.ts';
import { EXPLANATION_METHOD_TEXTS, type Explanation, explanationSentences } from '#shared/explanations.ts';
import { type BasePalette, PLOT_WIDTH, type Plot, px } from './plot.ts';
import { encodePng } from './png.ts';
import { niceScale } from './scale.ts';

const LEFT = 60;
const RIGHT = 12;
const HEIGHT = 240;
const AXIS = 40;
const LEGEND = 34;
/** The colour of the weights, and its share where the weight is 1. */
const WEIGHT_RGB = [214, 69, 0] as const;
const MOST = 0.85;
const MIN_TICK = 15;
const TICKS_HZ = [100, 200, 500, 1000, 2000, 4000, 8000, 16_000];

/** The features of a sound in grey, with the weights of an explanation in colour. */
export function explanationPlot(explanation: Explanation, title: string, palette: BasePalette): Plot {
  const { input, method, emotion } = explanation;
  const { rows, frames, hopSeconds, windowSeconds, windowStartSeconds, used } = input;
  const width = PLOT_WIDTH - LEFT - RIGHT;
  const image = Buffer.from(encodePng(pixels(explanation), frames, rows)).toString('base64');
  // Frames are centred on their times; the last may be centred on the end of the window.
  const perSecond = width / windowSeconds;
  const from = used.startSeconds - windowStartSeconds;
  const scale = niceScale([from, from + windowSeconds], [LEFT, LEFT + width], [from, from + windowSeconds]);
  const atSecond = (seconds: number) => LEFT + (seconds - from) * perSecond;
  const times = scale.ticks
    .filter((seconds) => seconds >= from - 1e-9 && seconds <= from + windowSeconds + 1e-9)
    .map((seconds) => {
      const x = px(atSecond(seconds));
      return markup`<line x1="${x}" x2="${x}" y1="${HEIGHT}" y2="${HEIGHT + 4}" stroke="${palette.faint}"/><text x="${x}" y="${HEIGHT + 17}" text-anchor="middle" fill="${palette.faint}">${Number(seconds.toFixed(3))}</text>`;
    });
  const bands = bandTicks(explanation).map(({ row, text }) => {
    const y = px(HEIGHT * (1 - (row + 0.5) / rows));
    return markup`<line x1="${LEFT - 4}" x2="${LEFT}" y1="${y}" y2="${y}" stroke="${palette.faint}"/><text x="${LEFT - 7}" y="${px(y + 4)}" text-anchor="end" fill="${palette.faint}">${text}</text>`;
  });
  const left = px(LEFT - (hopSeconds / 2) * perSecond);
  const legend = HEIGHT + AXIS + 14;
  return {
    name: 'explanation',
    title,
    about: explanationSentences(explanation).join(' '),
    width: PLOT_WIDTH,
    height: HEIGHT + AXIS + LEGEND,
    content: markup`<svg x="${LEFT}" y="0" width="${width}" height="${HEIGHT}"><image x="${px(left - LEFT)}" y="0" width="${px(frames * hopSeconds * perSecond)}" height="${HEIGHT}" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,${image}"/></svg><rect x="${LEFT}" y="0" width="${width}" height="${HEIGHT}" fill="none" stroke="${palette.grid}"/>${bands}${times}<text x="${LEFT + width / 2}" y="${HEIGHT + 33}" text-anchor="middle" fill="${palette.faint}">Time in s</text><rect x="${LEFT}" y="${legend}" width="12" height="12" fill="rgb(${WEIGHT_RGB.join(',')})"/><text x="${LEFT + 18}" y="${legend + 10}" fill="${palette.ink}">${`Weight for ${emotion} (${EXPLANATION_METHOD_TEXTS[method].label}); grey: the features, louder is darker`}</text>`,
  };
}

function bandTicks({ input: { frequenciesHz, rows } }: Explanation): { row: number; text: string }[] {
  if (frequenciesHz === null)
    return [1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]
      .filter((number) => number <= rows)
      .map((number) => ({ row: number - 1, text: String(number) }));
  const ticks = TICKS_HZ.filter((hz) => hz >= frequenciesHz[0] && hz <= frequenciesHz[rows - 1]).map((hz) => {
    const above = Math.max(
      1,
      frequenciesHz.findIndex((centre) => centre >= hz),
    );
    const [low, high] = [frequenciesHz[above - 1], frequenciesHz[above]];
    const text = hz >= 1000 ? `${hz / 1000} kHz` : `${hz} Hz`;
    return { row: above - 1 + (hz - low) / (high - low), text };
  });
  // Of two that are too close, the higher one stays.
  return ticks.filter(
    ({ row }, i) => i === ticks.length - 1 || ((ticks[i + 1].row - row) * HEIGHT) / rows > MIN_TICK,
  );
}

/** RGB, the highest row first. */
function pixels({ input: { bytes, rows, frames }, weights }: Explanation): Uint8Array {
  const values = floats(bytes);
  const shares = floats(weights);
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const rgb = new Uint8Array(3 * rows * frames);
  for (let row = 0; row < rows; row++)
    for (let frame = 0; frame < frames; frame++) {
      const from = row * frames + frame;
      const to = 3 * ((rows - 1 - row) * frames + frame);
      const grey = 255 * (1 - 0.85 * (most > least ? (values[from] - least) / (most - least) : 0));
      for (let channel = 0; channel < 3; channel++)
        rgb[to + channel] = grey + (WEIGHT_RGB[channel] - grey) * MOST * shares[from];
    }
  return rgb;
}

const floats = (bytes: Uint8Array): Float32Array => new Float32Array(bytes.slice().buffer);
