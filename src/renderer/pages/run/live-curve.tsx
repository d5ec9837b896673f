import { Box, Group, Text, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import type { BatchPoint, Epoch } from '../../../shared/runs.ts';
import { useLiveRuns } from '../../laboratory/use-live-run.ts';
import { type CurvePicture, type CurveStyle, drawCurve, epochAt } from './curve-drawing.ts';
import classes from './live-curve.module.css';
import { CURVE_COLOURS, type CurveKind, valueText } from './report/curve-data.ts';

const HEIGHT = 240;

export interface LiveCurveProps {
  run: string;
  kind: CurveKind;
  fold: number;
  /** Of that fold. */
  epochs: readonly Epoch[];
  wanted: number;
}

/**
 * Loss or accuracy of a run that trains. Drawn on a canvas straight from the store, at most once a frame: hours of
 * batches cost the page what a minute of them does.
 */
export function LiveCurve({ run, kind, fold, epochs, wanted }: LiveCurveProps) {
  const runs = useLiveRuns();
  const scheme = useComputedColorScheme('light');
  const { ref: sized, width } = useElementSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<CurvePicture | null>(null);
  const [pointed, setPointed] = useState<Epoch | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme has other colours
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
      drawn.current = { kind, epochs, batches, steps, wanted };
      drawCurve(context, width, HEIGHT, drawn.current, style);
    };
    let frame = 0;
    const schedule = () => {
      frame ||= requestAnimationFrame(draw);
    };
    draw();
    const end = runs.onChange(run, schedule);
    return () => {
      end();
      cancelAnimationFrame(frame);
    };
  }, [runs, run, kind, fold, epochs, wanted, width, scheme]);

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
              : `${name} over ${last.epoch} epochs: ${sentence(kind, last)}`
          }
          onPointerMove={point}
          onPointerLeave={() => setPointed(null)}
        />
      </div>
    </Box>
  );
}

/** What the lines are, with the values of the newest epoch or the one under the pointer; as wide whatever they are. */
function Legend({ kind, epoch }: { kind: CurveKind; epoch: Epoch | null }) {
  const value = (one: number | null | undefined) => (one == null ? '–' : valueText(kind, one));
  return (
    <Group gap="md" wrap="nowrap" className="figures">
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

function sentence(kind: CurveKind, epoch: Epoch): string {
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
  return { grid: value('--plot-grid'), text: value('--plot-text'), font: `11px ${style.fontFamily}` };
}
