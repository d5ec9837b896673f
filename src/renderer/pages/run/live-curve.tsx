import { Box, Group, Text, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useLiveRuns } from '#renderer/client/use-live-run.ts';
import { CURVE_COLOURS, type CurveKind, valueText } from '#renderer/pages/run/report/curve-data.ts';
import { counted } from '#shared/format.ts';
import type { BatchPoint, Epoch } from '#shared/runs.ts';
import { type CurveStyle, drawCurve, epochAt, type LiveCurveData } from './curve-drawing.ts';
import classes from './live-curve.module.css';

const HEIGHT = 240;

export interface LiveCurveProps {
  run: string;
  kind: CurveKind;
  fold: number;
  /** The epochs of that fold. */
  epochs: readonly Epoch[];
  maxEpochs: number;
  /** The best of these epochs so far; null if none was compared yet. */
  best: number | null;
  /** The first epochs, which are not compared for the best one. */
  uncompared: number;
}

/**
 * Loss or accuracy of a run that trains. Drawn on a canvas directly from the store, at most once per frame, so that the
 * cost does not grow with the length of the run.
 */
export function LiveCurve({ run, kind, fold, epochs, maxEpochs, best, uncompared }: LiveCurveProps) {
  const runs = useLiveRuns();
  const scheme = useComputedColorScheme('light');
  const { ref: sized, width } = useElementSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<LiveCurveData | null>(null);
  const [pointed, setPointed] = useState<Epoch | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours depend on the scheme
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width === 0) return;
    const ratio = window.devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(HEIGHT * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const style = styleOf(element);
    const draw = () => {
      frame = 0;
      const batches = runs.points(run).filter((point) => point.fold === fold);
      const steps = stepsOf(batches) ?? runs.get(run).steps ?? 1;
      drawn.current = { kind, epochs, batches, steps, maxEpochs, best, uncompared };
      drawCurve(context, width, HEIGHT, drawn.current, style);
    };
    let frame = 0;
    const schedule = () => {
      frame ||= requestAnimationFrame(draw);
    };
    draw();
    const unsubscribe = runs.onChange(run, schedule);
    return () => {
      unsubscribe();
      cancelAnimationFrame(frame);
    };
  }, [runs, run, kind, fold, epochs, maxEpochs, best, uncompared, width, scheme]);

  const point = (event: PointerEvent<HTMLElement>) => {
    if (drawn.current === null) return;
    setPointed(epochAt(drawn.current, width, event.nativeEvent.offsetX));
  };
  const last = epochs.at(-1) ?? null;
  const shown = pointed ?? last;
  const name = kind === 'loss' ? 'Loss' : 'Accuracy';
  return (
    <Box component="figure" m={0} miw={0}>
      <Group component="figcaption" justify="space-between" gap="sm" wrap="nowrap" h={24}>
        <Text fw={600} size="sm">
          {name}
        </Text>
        <Legend kind={kind} epoch={shown} />
      </Group>
      <div ref={sized} className={classes.holder} style={{ height: HEIGHT }}>
        <canvas
          ref={canvas}
          className={classes.canvas}
          role="img"
          aria-label={
            last === null
              ? `${name}, no epoch yet`
              : `${name} over ${counted(last.epoch, 'epoch')}: ${valuesText(kind, last)}`
          }
          onPointerMove={point}
          onPointerLeave={() => setPointed(null)}
        />
      </div>
    </Box>
  );
}

/** The legend with the values of the newest epoch, or of the epoch under the pointer. Its width is constant. */
function Legend({ kind, epoch }: { kind: CurveKind; epoch: Epoch | null }) {
  const value = (one: number | null | undefined) => (one == null ? '–' : valueText(kind, one));
  return (
    <Group gap="md" wrap="nowrap" className="tabular">
      <Text size="xs" c="dimmed">
        epoch <span className={classes.number}>{epoch?.epoch ?? '–'}</span>
      </Text>
      <Text size="xs">
        <span className={classes.line} style={{ borderTopColor: CURVE_COLOURS.train }} aria-hidden />
        training <span className={classes.value}>{value(epoch?.[kind])}</span>
      </Text>
      <Text size="xs">
        <span
          className={classes.line}
          style={{ borderTopColor: CURVE_COLOURS.validation, borderTopStyle: 'dashed' }}
          aria-hidden
        />
        validation{' '}
        <span className={classes.value}>
          {value(kind === 'loss' ? epoch?.validationLoss : epoch?.validationAccuracy)}
        </span>
      </Text>
    </Group>
  );
}

function valuesText(kind: CurveKind, epoch: Epoch): string {
  const validation = kind === 'loss' ? epoch.validationLoss : epoch.validationAccuracy;
  return `training ${valueText(kind, epoch[kind])}${validation === null ? '' : `, validation ${valueText(kind, validation)}`}`;
}

function stepsOf(batches: readonly BatchPoint[]): number | null {
  const point = batches.findLast(({ epoch }) => epoch > 1);
  return point === undefined ? null : (point.stepInFold - point.step) / (point.epoch - 1);
}

function styleOf(element: Element): CurveStyle {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    grid: value('--plot-grid'),
    text: value('--plot-text'),
    shade: value('--plot-shade'),
    train: value('--plot-train'),
    validation: value('--plot-validation'),
    font: `11px ${style.fontFamily}`,
  };
}
