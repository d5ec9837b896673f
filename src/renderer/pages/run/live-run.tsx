import { Alert, Anchor, Group, Paper, Progress, Select, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { LiveRun as LiveRunData } from '#renderer/client/live-runs.ts';
import { useLiveRun } from '#renderer/client/use-live-run.ts';
import { shadeSentence } from '#renderer/pages/run/report/curve-data.ts';
import { chosenEpoch, uncomparedEpochs } from '#shared/early-stopping.ts';
import { bytes, count, dateTime, duration, percent } from '#shared/format.ts';
import { PROTOCOL_INFO } from '#shared/protocols.ts';
import { leakageSentence } from '#shared/result-sentences.ts';
import type { Epoch, Run, RunStatus } from '#shared/runs.ts';
import { trainingCount } from '#shared/settings/refit.ts';
import { LiveCurve } from './live-curve.tsx';
import classes from './live-run.module.css';
import { phaseSentence, remainingSentence } from './run-labels.ts';
import { mergedEpochs, remainingSeconds, shareDone } from './run-progress.ts';
import type { QueuePosition } from './use-queue-position.ts';

/** A run that trains or is queued. */
export function LiveRun({ run, position }: { run: Run; position: QueuePosition }) {
  const live = useLiveRun(run.id);
  const epochs = useMemo(() => mergedEpochs(run.epochs, live.epochs), [run.epochs, live.epochs]);
  return (
    <Stack gap="md">
      {position.kind === 'elsewhere' && (
        <Alert variant="default" title="This run is trained by another neural-SER process">
          It was started from a terminal or another window. New epochs appear here after a few seconds. Pause
          or stop the run where it was started.
        </Alert>
      )}
      <RunProgress run={run} live={live} epochs={epochs} position={position} />
      <Curves run={run} live={live} epochs={epochs} />
      <SimpleGrid cols={2} spacing="lg">
        <Facts run={run} />
        <Warnings live={live} />
      </SimpleGrid>
    </Stack>
  );
}

interface LivePartProps {
  run: Run;
  live: LiveRunData;
  epochs: readonly Epoch[];
}

/** The progress and the current values. Their size is constant while the values change. */
function RunProgress({ run, live, epochs, position }: LivePartProps & { position: QueuePosition }) {
  const status = live.status ?? run.status;
  const length = {
    epochs: run.settings.epochs,
    trainings: trainingCount(run.settings, run.folds.length),
  };
  const share = shareDone(live, length, epochs.at(-1));
  const features = live.phase?.phase === 'features' ? live.phase.done / Math.max(1, live.phase.total) : null;
  const remaining = status === 'waiting' ? null : remainingSeconds(run, live, epochs);
  const fold = live.phase?.fold ?? 0;
  const ofFold = epochs.filter((epoch) => epoch.fold === fold);
  const epoch = live.batch?.fold === fold ? live.batch.epoch : (ofFold.at(-1)?.epoch ?? null);
  const sentence = phaseSentence(
    status,
    live.phase,
    position.kind === 'here' ? position.before : null,
    run.folds.length,
  );
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" wrap="nowrap" mb={8}>
        <Group gap="md" wrap="nowrap" miw={0}>
          <Text fw={600} truncate className="tabular" role="status">
            {sentence}
          </Text>
          {position.kind === 'here' && <QueueNote status={status} position={position} />}
        </Group>
        <Text size="sm" className="tabular" style={{ whiteSpace: 'nowrap' }}>
          {share !== null && status !== 'waiting' && `${Math.floor(100 * share)} %`}
          {remaining !== null && `, ${remainingSentence(run, remaining)}`}
        </Text>
      </Group>
      <Progress
        value={100 * (features ?? share ?? 0)}
        color={status === 'paused' ? 'orange' : undefined}
        size="md"
        aria-label={features === null ? 'Progress of the run' : 'Progress of the features'}
        transitionDuration={0}
      />
      <div className={classes.values}>
        <Value name="Epoch" value={`${epoch ?? '–'} of ${run.settings.epochs}`} />
        <Value name="Step" value={live.batch === null ? '–' : `${live.batch.step} of ${live.steps ?? '–'}`} />
        <Value name="Loss" value={live.batch?.loss.toFixed(3) ?? '–'} hint="mean of this epoch so far" />
        <Value
          name="Accuracy"
          value={live.batch === null ? '–' : percent(live.batch.accuracy)}
          hint="mean of this epoch so far"
        />
        <Value name="Clips/s" value={live.batch === null ? '–' : count(live.batch.clipsPerSecond)} />
        <Value name="Best epoch" value={bestText(run, ofFold)} hint={bestHint(run)} />
        <Load live={live} />
      </div>
    </Paper>
  );
}

/** For a queued run, a link to the active run; for a paused run, how many runs wait for it. */
function QueueNote({
  status,
  position,
}: {
  status: RunStatus;
  position: Extract<QueuePosition, { kind: 'here' }>;
}) {
  if (status === 'waiting' && position.active !== null) {
    return (
      <Anchor component={Link} to={`/runs/${encodeURIComponent(position.active)}`} size="sm">
        Show active run
      </Anchor>
    );
  }
  if (status !== 'paused' || position.behind === 0) return null;
  return (
    <Text size="sm" c="dimmed" truncate>
      {position.behind === 1
        ? '1 run is queued behind it. Stop this run to let it train.'
        : `${position.behind} runs are queued behind it. Stop this run to let them train.`}
    </Text>
  );
}

function Load({ live }: { live: LiveRunData }) {
  const { load } = live;
  const gpu = [
    load?.gpuPercent == null ? null : `${Math.round(load.gpuPercent)} %`,
    load?.gpuMemoryBytes == null ? null : bytes(load.gpuMemoryBytes),
    load?.gpuTemperature == null ? null : `${Math.round(load.gpuTemperature)} °C`,
  ].filter((part) => part !== null);
  return (
    <>
      <Value
        name="CPU"
        value={load === null ? '–' : `${Math.round(load.cpuPercent)} %`}
        hint="share of all cores that the training uses"
      />
      <Value
        name="Memory"
        value={load === null ? '–' : bytes(load.memoryBytes)}
        hint="memory of the training process"
      />
      {gpu.length > 0 && (
        <Value
          name="GPU"
          value={gpu.join(', ')}
          hint="load, memory and temperature, of all programs on the GPU"
        />
      )}
    </>
  );
}

function Value({ name, value, hint }: { name: string; value: ReactNode; hint?: string }) {
  return (
    <div className={classes.value} title={hint}>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text className="tabular" fw={500} style={{ whiteSpace: 'nowrap' }}>
        {value}
      </Text>
    </div>
  );
}

/** The best epoch so far with its accuracy, by the same rule as in the report. */
function bestText({ settings }: Run, epochs: readonly Epoch[]): string {
  if (!settings.earlyStopping.restoreBest) return 'last';
  const chosen = chosenEpoch(epochs, settings.earlyStopping);
  const best =
    chosen?.reason === 'lowest-loss' ? epochs.find(({ epoch }) => epoch === chosen.epoch) : undefined;
  return best === undefined ? '–' : `${best.epoch} (${percent(best.validationAccuracy ?? best.accuracy)})`;
}

function bestHint({ settings: { earlyStopping } }: Run): string {
  if (!earlyStopping.restoreBest) return 'the weights of the last epoch are tested';
  const compared = uncomparedEpochs(earlyStopping);
  return `lowest validation loss so far, with its validation accuracy${
    compared === 0 ? '' : `; compared from epoch ${compared + 1}`
  }`;
}

/** The curves of the current fold, or of an earlier fold. */
function Curves({ run, live, epochs }: LivePartProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const current = live.phase?.fold ?? epochs.at(-1)?.fold ?? 0;
  const fold = chosen ?? current;
  const ofFold = useMemo(() => epochs.filter((epoch) => epoch.fold === fold), [epochs, fold]);
  const { epochs: maxEpochs, earlyStopping } = run.settings;
  const tested = useMemo(() => chosenEpoch(ofFold, earlyStopping), [ofFold, earlyStopping]);
  // Without a compared epoch, the last one so far would be tested; it has no ring, because it changes with every epoch.
  const best = tested?.reason === 'lowest-loss' ? tested.epoch : null;
  const uncompared = uncomparedEpochs(earlyStopping);
  const shared = { run: run.id, fold, epochs: ofFold, maxEpochs, best, uncompared };
  return (
    <div>
      {run.folds.length > 1 && (
        <Select
          aria-label="Fold of the curves"
          w={300}
          mb="xs"
          data={[
            { value: 'current', label: `Current: ${run.folds[current]?.name ?? current + 1}` },
            ...run.folds.slice(0, current).map(({ name }, index) => ({ value: String(index), label: name })),
          ]}
          value={chosen === null ? 'current' : String(chosen)}
          onChange={(value) => setChosen(value === null || value === 'current' ? null : Number(value))}
        />
      )}
      <SimpleGrid cols={2} spacing="lg">
        <LiveCurve kind="loss" {...shared} />
        <LiveCurve kind="accuracy" {...shared} />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        Horizontal axis: epoch. Thin line: per batch. Ring: best epoch so far. {shadeSentence(uncompared)}
      </Text>
    </div>
  );
}

function Facts({ run }: { run: Run }) {
  const { train, validation, test } = run.split;
  const { protocol, batchSize, optimizer } = run.settings;
  const last = run.epochs.at(-1);
  return (
    <div>
      <Title order={2} mb={6}>
        Setup
      </Title>
      <Text size="sm">
        Clips: {count(train)} training, {count(validation)} validation, {count(test)} test
        {run.folds.length > 1 ? `, in ${run.folds.length} folds` : ''}. Batch size {batchSize};{' '}
        {optimizer.name}, learning rate {optimizer.learningRate}.
      </Text>
      <Text size="sm" mt={4}>
        <b>{protocol.name}.</b> {PROTOCOL_INFO[protocol.name].about} {leakageSentence(run.leakage)}
      </Text>
      <Text size="sm" mt={4} c="dimmed">
        {count(run.parameters)} parameters; engine {engineText(run)}
        {last === undefined ? '' : `; last epoch ${duration(last.seconds)}`}.
      </Text>
    </div>
  );
}

/** The device of a queued run is not known before the run starts. */
function engineText({ status, environment }: Run): string {
  if (status === 'waiting') return environment.engine;
  return `${environment.engine} on ${environment.device}`;
}

/** The warnings of a run that trains, the newest first. */
function Warnings({ live }: { live: LiveRunData }) {
  return (
    <div>
      <Title order={2} mb={6}>
        Warnings
      </Title>
      {live.remarks.length === 0 ? (
        <Text size="sm" c="dimmed">
          None
        </Text>
      ) : (
        <ul className={classes.warnings} role="log" aria-label="Warnings">
          {live.remarks.toReversed().map(({ number, at, failure }) => (
            <li key={number}>
              <Text size="sm">
                <Text span size="xs" c="dimmed" className="tabular">
                  {dateTime(new Date(at).toISOString()).slice(-5)}
                </Text>{' '}
                {failure.message}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
