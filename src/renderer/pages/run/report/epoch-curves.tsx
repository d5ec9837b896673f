import { Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Plot } from '#renderer/plots/plot.tsx';
import { type ChosenEpoch, chosenEpoch, uncomparedEpochs } from '#shared/early-stopping.ts';
import type { Run } from '#shared/runs.ts';
import { type CurveKind, chosenName, curveData, curveLayout, shadeSentence } from './curve-data.ts';
import { imageCaption } from './report-labels.ts';

/** Loss and accuracy over the epochs of a fold, with the tested epoch marked. */
export function EpochCurves({ run }: { run: Run }) {
  const [fold, setFold] = useState(0);
  const { earlyStopping } = run.settings;
  const epochs = useMemo(() => run.epochs.filter((epoch) => epoch.fold === fold), [run.epochs, fold]);
  const chosen = useMemo(() => chosenEpoch(epochs, earlyStopping), [epochs, earlyStopping]);
  const shade = shadeSentence(uncomparedEpochs(earlyStopping));
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
        <div>
          <SimpleGrid cols={2} spacing="lg">
            <Curve run={run} kind="loss" epochs={epochs} chosen={chosen} />
            <Curve run={run} kind="accuracy" epochs={epochs} chosen={chosen} />
          </SimpleGrid>
          {shade !== null && (
            <Text size="xs" c="dimmed">
              {shade}
            </Text>
          )}
        </div>
      )}
    </Stack>
  );
}

function Curve({
  run,
  kind,
  epochs,
  chosen,
}: {
  run: Run;
  kind: CurveKind;
  epochs: Run['epochs'];
  chosen: ChosenEpoch | null;
}) {
  const uncompared = uncomparedEpochs(run.settings.earlyStopping);
  const data = useMemo(() => curveData(epochs, kind, chosen), [epochs, kind, chosen]);
  const layout = useMemo(
    () => curveLayout(kind, epochs, chosen, uncompared),
    [kind, epochs, chosen, uncompared],
  );
  return (
    <Plot
      data={data}
      layout={layout}
      height={270}
      ariaLabel={`${kind === 'loss' ? 'Loss' : 'Accuracy'} over ${epochs.length} ${epochs.length === 1 ? 'epoch' : 'epochs'}${chosen === null ? '' : `, ${chosenName(chosen)}`}`}
      fileName={`${run.name}-${kind}`}
      caption={imageCaption(run)}
    />
  );
}
