import { Button, Group } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useRef } from 'react';
import { downloadContent } from '#renderer/parts/download.ts';
import type { Comparison } from '#shared/comparison.ts';
import type { LookedItem } from '../item-look.ts';
import { MarkShape } from '../item-mark.tsx';
import { Scrollable } from '../scrollable.tsx';
import { cliqueBars, rankLabels } from './rank-layout.ts';

const WIDTH = 760;
const LEFT = 210;
const RIGHT = WIDTH - 210;
const AXIS_Y = 56;
const LINE = 20;
const BAR = 9;
const MAX_TITLE = 30;

/**
 * Mean ranks on one axis, the best at the left. A thick bar joins items that do not differ at 5 %; the line above is the
 * critical difference.
 */
export function CriticalDifference({
  friedman,
  items,
}: {
  friedman: NonNullable<Comparison['friedman']>;
  items: readonly LookedItem[];
}) {
  const drawing = useRef<SVGSVGElement>(null);
  const { ranks, criticalDifference, cliques, unit } = friedman;
  const k = ranks.length;
  const x = (rank: number) => LEFT + ((RIGHT - LEFT) * (rank - 1)) / Math.max(1, k - 1);
  const labels = rankLabels(ranks);
  const bars = cliqueBars(ranks, cliques);
  const below = AXIS_Y + 16 + BAR * Math.max(0, ...bars.map(({ line }) => line + 1));
  const height = below + LINE * (Math.max(...labels.map(({ line }) => line)) + 1) + 8;
  const spoken = labels.map(({ index, rank }) => `${items[index].item.title} ${rank.toFixed(2)}`).join(', ');
  const save = () => {
    if (drawing.current === null) return;
    const copy = drawing.current.cloneNode(true) as SVGSVGElement;
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    // Dark on white in both themes.
    copy.setAttribute(
      'style',
      'color: #20262e; background: #ffffff; color-scheme: light; font-family: sans-serif',
    );
    for (const mark of copy.querySelectorAll<SVGElement>('[data-paper]')) {
      mark.style.fill = mark.dataset.paper ?? '';
    }
    downloadContent('compare-critical-difference.svg', copy.outerHTML, 'image/svg+xml');
  };
  return (
    <div>
      <Scrollable label="Critical-difference diagram">
        <svg
          ref={drawing}
          width={WIDTH}
          height={height}
          viewBox={`0 0 ${WIDTH} ${height}`}
          role="img"
          aria-label={`Mean ranks over ${unit}: ${spoken}. Critical difference ${criticalDifference.toFixed(2)}.`}
          fontSize={12}
          fill="currentColor"
          stroke="currentColor"
          strokeWidth={1}
        >
          <line x1={x(1)} x2={x(1 + Math.min(criticalDifference, k - 1))} y1={20} y2={20} strokeWidth={2} />
          <text x={x(1)} y={13} stroke="none">
            critical difference {criticalDifference.toFixed(2)}
          </text>
          <line x1={x(1)} x2={x(k)} y1={AXIS_Y} y2={AXIS_Y} />
          {Array.from({ length: k }, (_, index) => index + 1).map((rank) => (
            <g key={rank}>
              <line x1={x(rank)} x2={x(rank)} y1={AXIS_Y - 6} y2={AXIS_Y} />
              <text x={x(rank)} y={AXIS_Y - 10} textAnchor="middle" stroke="none">
                {rank}
              </text>
            </g>
          ))}
          {bars.map(({ low, high, line }) => (
            <line
              key={`${low} ${high}`}
              x1={x(low) - 4}
              x2={x(high) + 4}
              y1={AXIS_Y + 10 + BAR * line}
              y2={AXIS_Y + 10 + BAR * line}
              strokeWidth={4}
            />
          ))}
          {labels.map(({ index, rank, side, line }) => {
            const y = below + LINE * line + 6;
            const end = side === 'left' ? LEFT - 12 : RIGHT + 12;
            const { item, look } = items[index];
            return (
              <g key={item.runs[0].id}>
                <path d={`M${x(rank)} ${AXIS_Y}V${y}H${end}`} fill="none" opacity={0.6} />
                <MarkShape look={look} x={x(rank)} y={AXIS_Y} />
                <text
                  x={side === 'left' ? end - 4 : end + 4}
                  y={y + 4}
                  textAnchor={side === 'left' ? 'end' : 'start'}
                  stroke="none"
                >
                  {shortened(item.title)} {rank.toFixed(2)}
                  <title>{item.title}</title>
                </text>
              </g>
            );
          })}
        </svg>
      </Scrollable>
      <Group mt={4} mb="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={save}
        >
          Save diagram (SVG)
        </Button>
      </Group>
    </div>
  );
}

const shortened = (title: string): string =>
  title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE - 1)}…` : title;
