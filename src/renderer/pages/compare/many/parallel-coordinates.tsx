import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useMemo, useRef } from 'react';
import type { VaryingSettings } from '#shared/comparison.ts';
import { type ScatterMetric, scatterLabel } from '../compare-address.ts';
import { type LookedItem, plotColour } from '../item-look.ts';
import { Scrollable } from '../scrollable.tsx';
import classes from './many.module.css';
import { type ValueAxis, valueAxis } from './setting-axis.ts';

const HEIGHT = 260;
const TOP = 34;
const BOTTOM = HEIGHT - 22;
const SIDE = 70;
const MIN_AXIS_PX = 120;
/** Where lines pass an axis that has no place for them: the setting has no effect. */
const NO_EFFECT = -0.09;

/** A line per run through the values of its settings to its metric. Runs of the comparison have their colours. */
export function ParallelCoordinates({
  table,
  metric,
  items,
}: {
  table: VaryingSettings;
  metric: ScatterMetric;
  items: readonly LookedItem[];
}) {
  const scheme = useComputedColorScheme('light');
  const { ref: sized, width: available } = useElementSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const axes = useMemo(() => {
    const { settings, runs } = table;
    return [
      ...settings.map(({ label }, column) =>
        valueAxis(
          label,
          runs.map((run) => run.values[column]),
        ),
      ),
      valueAxis(
        scatterLabel(metric),
        runs.map((run) => Math.round(1000 * run[metric]) / 10),
      ),
    ];
  }, [table, metric]);
  const width = Math.max(available, 2 * SIDE + MIN_AXIS_PX * (axes.length - 1));
  const x = (index: number) =>
    axes.length === 1 ? width / 2 : SIDE + ((width - 2 * SIDE) * index) / (axes.length - 1);
  const y = (place: number) => BOTTOM - (BOTTOM - TOP) * place;

  // biome-ignore lint/correctness/useExhaustiveDependencies: x and y follow from the width and the axes
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || available === 0) return;
    const ratio = window.devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(HEIGHT * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, HEIGHT);
    const lookOf = new Map(items.flatMap(({ item, look }) => item.runs.map(({ id }) => [id, look] as const)));
    const grey = getComputedStyle(element).getPropertyValue('--mantine-color-dimmed').trim();
    // Runs of the comparison are drawn last, above the others.
    const sorted = table.runs.toSorted((a, b) => Number(lookOf.has(a.id)) - Number(lookOf.has(b.id)));
    for (const run of sorted) {
      const look = lookOf.get(run.id);
      context.strokeStyle = look === undefined ? grey : plotColour(look, scheme);
      context.globalAlpha = look === undefined ? Math.max(0.06, Math.min(0.5, 30 / table.runs.length)) : 1;
      context.lineWidth = look === undefined ? 1 : 2;
      context.beginPath();
      const values = [...run.values, Math.round(1000 * run[metric]) / 10];
      values.forEach((value, index) => {
        const place = axes[index].place(value) ?? NO_EFFECT;
        if (index === 0) context.moveTo(x(index), y(place));
        else context.lineTo(x(index), y(place));
      });
      context.stroke();
    }
  }, [axes, table, items, metric, width, available, scheme]);

  return (
    <div ref={sized}>
      <Scrollable label="Parallel coordinates">
        <div
          className={classes.coordinates}
          style={{ width, height: HEIGHT }}
          role="img"
          aria-label={`Parallel coordinates of ${table.runs.length} runs: ${axes.map(({ title }) => title).join(', ')}`}
        >
          <canvas ref={canvas} style={{ width, height: HEIGHT }} />
          {axes.map((axis, index) => (
            <AxisLabels key={axis.title} axis={axis} x={x(index)} y={y} />
          ))}
        </div>
      </Scrollable>
    </div>
  );
}

function AxisLabels({ axis, x, y }: { axis: ValueAxis; x: number; y(place: number): number }) {
  return (
    <>
      <span className={classes.line} style={{ left: x, top: y(1), height: y(0) - y(1) }} />
      <span className={classes.title} style={{ left: x }} title={axis.title}>
        {axis.title}
      </span>
      {axis.ticks.map(({ place, label }) => (
        <span key={label} className={classes.tick} style={{ left: x, top: y(place) }} title={label}>
          {label}
        </span>
      ))}
    </>
  );
}
