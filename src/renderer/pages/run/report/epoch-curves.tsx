import { Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Run } from '../../../../shared/runs.ts';
import { Plot } from '../../../plots/plot.tsx';
import { type CurveKind, curveData, curveLayout, lowestLoss } from './curve-data.ts';
import { pictureCaption } from './report-words.ts';

/** Loss and accuracy over the epochs of a fold, with its best epoch marked. */
export function EpochCurves({ run }: { run: Run }) {
  const [fold, setFold] = useState(0);
  const epochs = useMemo(() => run.epochs.filter((epoch) => epoch.fold === fold), [run.epochs, fold]);
  // A run that was not finished has none on record.
  const best = run.folds[fold]?.bestEpoch ?? lowestLoss(epochs)?.epoch ?? null;
  return (
    <Stack gap="xs">
      {run.folds.length > 1 && (
        <Select
          aria-label="Fold"
          w={280}
          data={run.folds.map(({ name }, index) => ({ value: String(index), label: name }))}
          value={String(fold)}
          onChange={(value) => setFold(Number(value))}
        />
      )}
      {epochs.length === 0 ? (
        <Text size="sm" c="dimmed">
          No epoch was finished.
        </Text>
      ) : (
        <SimpleGrid cols={2} spacing="lg">
          <Curve run={run} kind="loss" epochs={epochs} best={best} />
          <Curve run={run} kind="accuracy" epochs={epochs} best={best} />
        </SimpleGrid>
      )}
    </Stack>
  );
}

function Curve({
  run,
  kind,
  epochs,
  best,
}: {
  run: Run;
  kind: CurveKind;
  epochs: Run['epochs'];
  best: number | null;
}) {
  const data = useMemo(() => curveData(epochs, kind, best), [epochs, kind, best]);
  const layout = useMemo(() => curveLayout(kind, epochs, best), [kind, epochs, best]);
  return (
    <Plot
      data={data}
      layout={layout}
      height={270}
      ariaLabel={`${kind === 'loss' ? 'Loss' : 'Accuracy'} over ${epochs.length} epochs${best === null ? '' : `, best epoch ${best}`}`}
      fileName={`${run.name}-${kind}`}
      caption={pictureCaption(run)}
    />
  );
}
