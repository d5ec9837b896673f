import { Button, Group, Loader, SegmentedControl, Slider, Text, useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { Plot } from '#renderer/plots/plot.tsx';
import { type CompareChoices, type CurveAxis, MAX_SMOOTHING } from '../compare-address.ts';
import { ItemLegend } from '../item-legend.tsx';
import type { LookedItem } from '../item-look.ts';
import { AXIS_TITLES, curvesPlot, KIND_TITLES } from './curve-plot.ts';
import { CurveReadout } from './curve-readout.tsx';
import { CURVE_KINDS, type CurveKind, epochValue, membersOf } from './curve-series.ts';
import classes from './curves.module.css';

/** Interval of reading the curves of runs that are still training. */
const REFRESH_MS = 4000;

interface CurvesProps {
  items: readonly LookedItem[];
  choices: CompareChoices;
  onChoose(changed: Partial<CompareChoices>): void;
}

/** The curves of all items in four plots with one crosshair and one readout. */
export function CurvesSection({ items, choices, onChoose }: CurvesProps) {
  const runs = useMemo(() => items.flatMap(({ item }) => item.runs.map(({ id }) => id)), [items]);
  const active = items.some(({ item }) => item.runs.some(({ status }) => status === 'running'));
  const { data, failure } = useRequest(
    'comparisons.curves',
    { runs },
    active ? { staleMs: REFRESH_MS, refetchMs: REFRESH_MS } : {},
  );
  const { axis } = choices;
  const [smoothing, setSmoothing] = useState(choices.smoothing);
  useEffect(() => setSmoothing(choices.smoothing), [choices.smoothing]);
  const curves = useMemo(() => {
    const byRun = new Map((data ?? []).map((one) => [one.run, one]));
    return items.map((looked) => ({
      looked,
      members: membersOf(
        looked.item.runs.flatMap(({ id }) => byRun.get(id) ?? []),
        axis,
      ),
    }));
  }, [data, items, axis]);
  const scheme = useComputedColorScheme('light');
  const [x, setX] = useState<number | null>(null);
  const [range, setRange] = useState<[number, number] | null>(null);
  const plots = useMemo(
    () =>
      CURVE_KINDS.map((kind) => {
        const { data: traces, layout } = curvesPlot(curves, kind, { axis, smoothing, scheme });
        const xaxis = range === null ? layout.xaxis : { ...layout.xaxis, range };
        return { kind, data: traces, layout: { ...layout, xaxis } };
      }),
    [curves, axis, smoothing, scheme, range],
  );
  if (data === undefined) {
    return failure === null ? (
      <Loader role="img" size="sm" aria-label="Loading the curves" />
    ) : (
      <FailureNote failure={failure} />
    );
  }
  const end = Math.max(0, ...curves.flatMap(({ members }) => members.map((member) => member.x.at(-1) ?? 0)));
  if (end === 0) {
    return (
      <Text size="sm" c="dimmed">
        No epoch was finished yet.
      </Text>
    );
  }
  const titles = items.map(({ item }) => item.title).join(', ');
  return (
    <div className={classes.section}>
      <Group gap="md">
        <SegmentedControl
          aria-label="Horizontal axis"
          value={axis}
          onChange={(value) => {
            setX(null);
            setRange(null);
            onChoose({ axis: value as CurveAxis });
          }}
          data={[
            { value: 'epoch', label: 'Epoch' },
            { value: 'step', label: 'Step' },
            { value: 'time', label: 'Time' },
          ]}
        />
        <Group gap="xs" wrap="nowrap">
          <Text size="sm" aria-hidden>
            Smoothing
          </Text>
          <Slider
            w={140}
            min={0}
            max={MAX_SMOOTHING}
            step={0.05}
            label={(value) => value.toFixed(2)}
            value={smoothing}
            onChange={setSmoothing}
            // Browsers limit how often an address changes.
            onChangeEnd={(value) => onChoose({ smoothing: Number(value.toFixed(2)) })}
            thumbLabel="Smoothing"
          />
        </Group>
        {range !== null && (
          <Button size="xs" variant="default" onClick={() => setRange(null)}>
            Reset zoom
          </Button>
        )}
      </Group>
      <ItemLegend items={items} />
      <Text size="sm" c="dimmed">
        Thin: training. Thick: validation. Ring: best epoch.
        {curves.some(({ members }) => members.length > 1) &&
          ' Several runs or folds: mean, with a band of ± one standard deviation; where some stopped earlier, over those that continued.'}{' '}
        Drag to zoom.
      </Text>
      <div className={classes.plots}>
        {plots.map(({ kind, data: traces, layout }) => (
          <div key={kind} className={classes.plot}>
            <Text size="sm" fw={600}>
              {KIND_TITLES[kind]}
            </Text>
            {traces.length === 0 ? (
              <Text size="sm" c="dimmed" py="xl">
                Not recorded for these runs.
              </Text>
            ) : (
              <>
                <Plot
                  data={traces}
                  layout={layout}
                  height={230}
                  ariaLabel={`${KIND_TITLES[kind]} over ${AXIS_TITLES[axis]} of ${titles}`}
                  fileName={`compare-${kind}`}
                  caption={[`${KIND_TITLES[kind]}`, titles]}
                  crosshair={{ x, onMove: setX, onRange: setRange }}
                />
                <MissingNote kind={kind} curves={curves} />
              </>
            )}
          </div>
        ))}
      </div>
      <CurveReadout curves={curves} axis={axis} x={x} end={end} onMove={setX} />
    </div>
  );
}

/** Names the items that have no values in a plot. */
function MissingNote({
  kind,
  curves,
}: {
  kind: CurveKind;
  curves: readonly { looked: LookedItem; members: ReturnType<typeof membersOf> }[];
}) {
  if (kind === 'learningRate') return null;
  const missing = curves.filter(({ members }) =>
    members.every(({ epochs }) => epochs.every((epoch) => epochValue(epoch, kind, 'validation') === null)),
  );
  if (missing.length === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      No validation values: {missing.map(({ looked }) => looked.item.title).join(', ')}.
    </Text>
  );
}
