import { cssColour, type ItemLook, plotColour, type Shape } from './item-look.ts';

/** The outline of a shape around 0,0 that fits into a square of 10 × 10. */
const OUTLINES: Readonly<Record<Shape, string>> = {
  circle: 'M4.5 0A4.5 4.5 0 1 1 -4.5 0A4.5 4.5 0 1 1 4.5 0Z',
  square: 'M-4 -4H4V4H-4Z',
  diamond: 'M0 -5.4L5.4 0L0 5.4L-5.4 0Z',
  'triangle-up': 'M0 -5L5 4H-5Z',
  cross: 'M-1.7 -5H1.7V-1.7H5V1.7H1.7V5H-1.7V1.7H-5V-1.7H-1.7Z',
  star: 'M0 -5.5L1.5 -1.8L5.4 -1.6L2.4 0.9L3.4 4.8L0 2.6L-3.4 4.8L-2.4 0.9L-5.4 -1.6L-1.5 -1.8Z',
  hexagon: 'M-2.6 -4.6H2.6L5.2 0L2.6 4.6H-2.6L-5.2 0Z',
  x: 'M-4.6 -2.6L-2.6 -4.6L0 -2L2.6 -4.6L4.6 -2.6L2 0L4.6 2.6L2.6 4.6L0 2L-2.6 4.6L-4.6 2.6L-2 0Z',
};

/** The shape of an item inside an SVG, around a point. */
export function MarkShape({
  look,
  x,
  y,
  scale = 1,
}: {
  look: ItemLook;
  x: number;
  y: number;
  scale?: number;
}) {
  return (
    <path
      d={OUTLINES[look.shape]}
      transform={`translate(${x} ${y}) scale(${scale})`}
      // A saved image is for paper, and has no variables of the page.
      data-paper={plotColour(look, 'light')}
      style={{ fill: cssColour(look) }}
    />
  );
}

/** The mark of an item beside its title. */
export function ItemMark({ look }: { look: ItemLook }) {
  return (
    <svg width={12} height={12} viewBox="-6 -6 12 12" aria-hidden style={{ flex: 'none' }}>
      <MarkShape look={look} x={0} y={0} />
    </svg>
  );
}

/** The mark and the title of an item. */
export function ItemTitle({ look, title }: { look: ItemLook; title: string }) {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6, minWidth: 0, maxWidth: '100%' }}>
      <ItemMark look={look} />
      <span style={{ overflowWrap: 'anywhere' }}>{title}</span>
    </span>
  );
}
