import {
  Group,
  Loader,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  useComputedColorScheme,
} from '@mantine/core';
import { useMemo, useState } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { Plot } from '#renderer/plots/plot.tsx';
import { EMBEDDING_NOTE, type EmbeddingMap } from '#shared/embeddings.ts';
import { count, counted } from '#shared/format.ts';
import { emotionNames } from '#shared/label-sets.ts';
import type { Run } from '#shared/runs.ts';
import { ClipDetail, ClipList } from './cell-clips.tsx';
import { COLOURED_BY, type ColouredBy, embeddingPlot } from './embedding-plot.ts';
import { imageCaption } from './report-labels.ts';

const LABELS: Readonly<Record<ColouredBy, string>> = {
  actual: 'Actual emotion',
  predicted: 'Predicted emotion',
  speaker: 'Speaker',
  corpus: 'Corpus',
};

/** The test clips of a fold as points: near ones are alike for its network. A point plays its clip. */
export function EmbeddingsPanel({ run }: { run: Run }) {
  const [fold, setFold] = useState(0);
  const [by, setBy] = useState<ColouredBy>('actual');
  const { data, failure, asking } = useRequest('embeddings.show', { run: run.id, fold });
  const shown = data?.fold === fold ? data : undefined;
  return (
    <Stack gap="sm">
      <Group gap="sm">
        {run.folds.length > 1 && (
          <Select
            aria-label="Fold"
            size="xs"
            w={200}
            allowDeselect={false}
            data={run.folds.map((one) => ({
              value: String(one.fold),
              label: `Fold ${one.fold + 1}: ${counted(one.test, 'clip')}`,
            }))}
            value={String(fold)}
            onChange={(value) => value !== null && setFold(Number(value))}
          />
        )}
        <SegmentedControl
          aria-label="Colour by"
          size="xs"
          value={by}
          data={COLOURED_BY.map((value) => ({ value, label: LABELS[value] }))}
          onChange={(value) => setBy(value as ColouredBy)}
        />
      </Group>
      <FailureNote failure={failure} />
      {shown === undefined && asking && <Loader role="img" size="sm" aria-label="Computing the map" />}
      {shown !== undefined && <EmbeddingsOf key={fold} run={run} map={shown} by={by} />}
      <Text size="sm" c="dimmed" maw="var(--text-width)">
        {shown !== undefined &&
          `${counted(shown.clips.length, 'test clip')}, ${count(shown.size)} values each, by principal component analysis. `}
        {shown !== undefined &&
          shown.problems.length > 0 &&
          `${counted(shown.problems.length, 'clip')} cannot be read: ${shown.problems[0].reason} `}
        {EMBEDDING_NOTE}
      </Text>
    </Stack>
  );
}

function EmbeddingsOf({ run, map, by }: { run: Run; map: EmbeddingMap; by: ColouredBy }) {
  const scheme = useComputedColorScheme('light');
  const [path, setPath] = useState<string | null>(null);
  const emotions = emotionNames(run.settings.labels);
  const chosen = map.clips.find((clip) => clip.path === path);
  const plot = useMemo(
    () => embeddingPlot(map, by, { emotions, chosen: path, scheme }),
    [map, by, emotions, path, scheme],
  );
  return (
    <SimpleGrid type="container" cols={{ base: 1, '760px': 2 }} spacing="lg">
      <Plot
        {...plot}
        height={480}
        ariaLabel={`Map of ${counted(map.clips.length, 'test clip')} by their embeddings, coloured by ${LABELS[by].toLowerCase()}. The list has the same clips.`}
        fileName={`${run.name}-map-fold-${map.fold + 1}`}
        caption={[...imageCaption(run), `Embeddings of the test clips of fold ${map.fold + 1}, PCA`]}
        onPick={({ points }) => {
          const picked = points[0]?.customdata;
          if (typeof picked === 'string') setPath(picked);
        }}
      />
      <Stack gap="sm" style={{ minWidth: 0 }}>
        {chosen !== undefined && <ClipDetail clip={chosen} run={run} />}
        <ClipList
          run={run}
          clips={map.clips}
          predicted={null}
          chosen={path}
          onChoose={setPath}
          maxHeight={chosen === undefined ? 52 : 24}
        />
      </Stack>
    </SimpleGrid>
  );
}
