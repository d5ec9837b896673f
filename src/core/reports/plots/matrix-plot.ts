import { type Markup, markup } from '#core/reports/markup.ts';
import { type Palette, type Plot, px } from './plot.ts';
import { textWidth } from './text-width.ts';

const CELL = 44;
const SCALE_WIDTH = 84;
const MAX_LABELS_WITH_NUMBERS = 16;

type Colour = readonly [red: number, green: number, blue: number];
const WHITE: Colour = [255, 255, 255];
const BLUE: Colour = [0, 84, 153];
const ORANGE: Colour = [194, 84, 0];

/**
 * A confusion matrix in % of each row. All matrices have the same colours for the same values.
 * @param confusion Clips: rows actual, columns predicted.
 */
export function confusionPlot(
  name: string,
  title: string,
  labels: readonly string[],
  confusion: readonly (readonly number[])[],
  palette: Palette,
): Plot {
  const shares = confusion.map(rowShares);
  const colourOf = (share: number) => mix(WHITE, BLUE, share);
  const cells = shares.map((row) =>
    row.map((share) => (share === null ? null : { text: (100 * share).toFixed(1), colour: colourOf(share) })),
  );
  const scale = [0, 25, 50, 75, 100].map((percent) => ({
    text: `${percent} %`,
    colour: colourOf(percent / 100),
  }));
  return matrix(
    { name, title, about: 'Rows: actual emotion. Columns: predicted emotion, % of the row.' },
    labels,
    cells,
    scale,
    palette,
  );
}

/** The difference of two confusion matrices: second − first, in percentage points of each row. */
export function confusionDifferencePlot(
  name: string,
  title: string,
  labels: readonly string[],
  first: readonly (readonly number[])[],
  second: readonly (readonly number[])[],
  palette: Palette,
): Plot {
  const [a, b] = [first.map(rowShares), second.map(rowShares)];
  const points = a.map((row, actual) =>
    row.map((share, predicted) => {
      const other = b[actual][predicted];
      return share === null || other === null ? null : 100 * (other - share);
    }),
  );
  const greatest = Math.max(10, ...points.flat().map((value) => Math.abs(value ?? 0)));
  const limit = 10 * Math.ceil(greatest / 10);
  const colourOf = (value: number) => mix(WHITE, value < 0 ? BLUE : ORANGE, Math.abs(value) / limit);
  const cells = points.map((row) =>
    row.map((value) => (value === null ? null : { text: signed(value), colour: colourOf(value) })),
  );
  const scale = [-limit, -limit / 2, 0, limit / 2, limit].map((value) => ({
    text: signed(value),
    colour: colourOf(value),
  }));
  return matrix(
    {
      name,
      title,
      about:
        'Second − first, in percentage points of the row. Rows: actual emotion. Columns: predicted emotion.',
    },
    labels,
    cells,
    scale,
    palette,
  );
}

interface Shown {
  text: string;
  colour: Colour;
}

function matrix(
  names: Pick<Plot, 'name' | 'title' | 'about'>,
  labels: readonly string[],
  cells: readonly (readonly (Shown | null)[])[],
  scale: readonly Shown[],
  palette: Palette,
): Plot {
  const labelWidth = Math.max(...labels.map((label) => textWidth(label))) + 12;
  // The names of the columns are slanted, so that long ones fit.
  const slanted = Math.ceil(labelWidth * Math.SQRT1_2);
  const top = slanted + 26;
  const side = labels.length * CELL;
  const left = labelWidth + 18;
  const numbers = labels.length <= MAX_LABELS_WITH_NUMBERS;
  const height = top + Math.max(side, 120) + 8;
  const columnNames = labels.map((label, column) => {
    const [x, y] = [px(left + (column + 0.45) * CELL), top - 6];
    return markup`<text x="${x}" y="${y}" transform="rotate(-45 ${x} ${y})" fill="${palette.ink}">${label}</text>`;
  });
  const rows = cells.map((row, actual) => {
    const y = top + actual * CELL;
    return markup`<text x="${px(left - 8)}" y="${y + CELL / 2 + 4}" text-anchor="end" fill="${palette.ink}">${labels[actual]}</text>${row.map((cell, predicted) => cellOf(cell, px(left + predicted * CELL), y, numbers, palette))}`;
  });
  const middle = top + side / 2;
  return {
    ...names,
    width: Math.ceil(left + side + slanted / 2 + SCALE_WIDTH),
    height,
    content: markup`<text x="${px(left + side / 2)}" y="12" text-anchor="middle" fill="${palette.faint}">predicted</text><text x="12" y="${middle}" text-anchor="middle" transform="rotate(-90 12 ${middle})" fill="${palette.faint}">actual</text>${columnNames}${rows}${colourScale(scale, left + side + 18, top, palette)}`,
  };
}

function cellOf(cell: Shown | null, x: number, y: number, numbers: boolean, palette: Palette): Markup {
  if (cell === null) {
    return markup`<rect x="${x}" y="${y}" width="${CELL}" height="${CELL}" fill="none" stroke="${palette.grid}"/><text x="${px(x + CELL / 2)}" y="${y + CELL / 2 + 4}" text-anchor="middle" fill="${palette.faint}">–</text>`;
  }
  const number = numbers
    ? markup`<text x="${px(x + CELL / 2)}" y="${y + CELL / 2 + 4}" text-anchor="middle" font-size="11" fill="${isDark(cell.colour) ? '#ffffff' : '#1b1f24'}">${cell.text}</text>`
    : null;
  return markup`<rect x="${x}" y="${y}" width="${CELL}" height="${CELL}" fill="${css(cell.colour)}" stroke="${palette.grid}"/>${number}`;
}

/** The colours with their values, beside the matrix. */
function colourScale(scale: readonly Shown[], x: number, y: number, palette: Palette): Markup {
  const size = 24;
  return markup`${scale.map(({ text, colour }, index) => {
    const at = y + index * size;
    return markup`<rect x="${px(x)}" y="${at}" width="18" height="${size}" fill="${css(colour)}" stroke="${palette.grid}"/><text x="${px(x + 24)}" y="${at + size / 2 + 4}" fill="${palette.faint}" font-size="11">${text}</text>`;
  })}`;
}

/** Shares of a row; null for a row without clips. */
function rowShares(row: readonly number[]): (number | null)[] {
  const clips = row.reduce((sum, value) => sum + value, 0);
  return row.map((value) => (clips === 0 ? null : value / clips));
}

const mix = (from: Colour, to: Colour, share: number): Colour =>
  [0, 1, 2].map((channel) =>
    Math.round(from[channel] + (to[channel] - from[channel]) * Math.min(1, share)),
  ) as unknown as Colour;

const css = (colour: Colour): string => `rgb(${colour.join(',')})`;

/** Whether white text has more contrast than dark text (WCAG 2.2, relative luminance). */
function isDark(colour: Colour): boolean {
  const [red, green, blue] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.19;
}

/** With one decimal and a sign. */
function signed(value: number): string {
  const text = Math.abs(value).toFixed(1);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}
