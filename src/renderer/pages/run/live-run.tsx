import { Alert, Anchor, Group, Paper, Progress, Select, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { PROTOCOL_MEANING } from '../../../shared/protocols.ts';
import type { Epoch, Run, RunStatus } from '../../../shared/runs.ts';
import type { LiveRun as Told } from '../../laboratory/live-runs.ts';
import { useLiveRun } from '../../laboratory/use-live-run.ts';
import { bytes, count, dateTime, duration, percent } from '../../parts/figures.ts';
import { LiveCurve } from './live-curve.tsx';
import classes from './live-run.module.css';
import { lowestLoss } from './report/curve-data.ts';
import { leakageSentence } from './report/report-words.ts';
import { mergedEpochs, remainingSeconds, shareDone } from './run-pace.ts';
import { phaseSentence, remainingSentence } from './run-words.ts';
import type { Place } from './use-place.ts';

/** A run that trains or waits, as it goes. */
export function LiveRun({ run, place }: { run: Run; place: Place }) {
  const live = useLiveRun(run.id);
  const epochs = useMemo(() => mergedEpochs(run.epochs, live.epochs), [run.epochs, live.epochs]);
  return (
    <Stack gap="md">
      {place.kind === 'elsewhere' && (
        <Alert variant="default" title="Another neural-SER has this run in hand">
          It was started from a terminal or another window. Its epochs are shown here as they are written
          down; pause or stop it there.
        </Alert>
      )}
      <Way run={run} live={live} epochs={epochs} place={place} />
      <Curves run={run} live={live} epochs={epochs} />
      <SimpleGrid cols={2} spacing="lg">
        <Facts run={run} />
        <Remarks live={live} />
      </SimpleGrid>
    </Stack>
  );
}

interface Parts {
  run: Run;
  live: Told;
  epochs: readonly Epoch[];
}

/** How far it is, and the figures of the moment. Nothing here changes its size while they stream. */
function Way({ run, live, epochs, place }: Parts & { place: Place }) {
  const status = live.status ?? run.status;
  const length = { epochs: run.settings.epochs, folds: run.folds.length };
  const share = shareDone(live, length, epochs.at(-1));
  const features = live.phase?.phase === 'features' ? live.phase.done / Math.max(1, live.phase.total) : null;
  const remaining = status === 'waiting' ? null : remainingSeconds(run, live, epochs);
  const fold = live.phase?.fold ?? 0;
  const ofFold = epochs.filter((epoch) => epoch.fold === fold);
  const epoch = live.batch?.fold === fold ? live.batch.epoch : (ofFold.at(-1)?.epoch ?? null);
  const sentence = phaseSentence(
    status,
    live.phase,
    place.kind === 'here' ? place.before : null,
    run.folds.length,
  );
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" wrap="nowrap" mb={8}>
        <Group gap="md" wrap="nowrap" miw={0}>
          <Text fw={600} truncate className="figures" role="status">
            {sentence}
          </Text>
          {place.kind === 'here' && <Neighbours status={status} place={place} />}
        </Group>
        <Text size="sm" className="figures" style={{ whiteSpace: 'nowrap' }}>
          {share !== null && status !== 'waiting' && `${Math.floor(100 * share)} %`}
          {remaining !== null && `, ${remainingSentence(run, remaining)}`}
        </Text>
      </Group>
      <Progress
        value={100 * (features ?? share ?? 0)}
        color={status === 'paused' ? 'orange' : undefined}
        size="md"
        aria-label={features === null ? 'How much of the run is done' : 'How many features are there'}
        transitionDuration={0}
      />
      <div className={classes.figures}>
        <Figure name="Epoch" value={`${epoch ?? '–'} of ${run.settings.epochs}`} />
        <Figure
          name="Step"
          value={live.batch === null ? '–' : `${live.batch.step} of ${live.steps ?? '–'}`}
        />
        <Figure name="Loss" value={live.batch?.loss.toFixed(3) ?? '–'} hint="of this epoch so far" />
        <Figure
          name="Accuracy"
          value={live.batch === null ? '–' : percent(live.batch.accuracy)}
          hint="of this epoch so far"
        />
        <Figure name="Clips per s" value={live.batch === null ? '–' : count(live.batch.clipsPerSecond)} />
        <Figure
          name="Best epoch"
          value={bestText(ofFold)}
          hint="lowest validation loss so far, and the accuracy in validation then"
        />
        <Load live={live} />
      </div>
    </Paper>
  );
}

/** The way to the run at work, and what a paused one keeps from its turn. */
function Neighbours({ status, place }: { status: RunStatus; place: Extract<Place, { kind: 'here' }> }) {
  if (status === 'waiting' && place.first !== null) {
    return (
      <Anchor component={Link} to={`/runs/${encodeURIComponent(place.first)}`} size="sm">
        Show the run at work
      </Anchor>
    );
  }
  if (status !== 'paused' || place.behind === 0) return null;
  return (
    <Text size="sm" c="dimmed" truncate>
      {place.behind === 1
        ? 'One run waits behind it; stop this one to let it train.'
        : `${place.behind} runs wait behind it; stop this one to let them train.`}
    </Text>
  );
}

function Load({ live }: { live: Told }) {
  const { load } = live;
  const card = [
    load?.gpuPercent == null ? null : `${Math.round(load.gpuPercent)} %`,
    load?.gpuMemoryBytes == null ? null : bytes(load.gpuMemoryBytes),
  ].filter((part) => part !== null);
  return (
    <>
      <Figure
        name="Processor"
        value={load === null ? '–' : `${Math.round(load.cpuPercent)} %`}
        hint="what the training takes of all cores"
      />
      <Figure
        name="Memory"
        value={load === null ? '–' : bytes(load.memoryBytes)}
        hint="of the training process"
      />
      {card.length > 0 && (
        <Figure
          name="GPU"
          value={card[0]}
          hint={`${card.join(', ')}, with everything that runs on the card`}
        />
      )}
    </>
  );
}

function Figure({ name, value, hint }: { name: string; value: ReactNode; hint?: string }) {
  return (
    <div className={classes.figure} title={hint}>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text className="figures" fw={500} style={{ whiteSpace: 'nowrap' }}>
        {value}
      </Text>
    </div>
  );
}

function bestText(epochs: readonly Epoch[]): string {
  const best = lowestLoss(epochs);
  return best === null ? '–' : `${best.epoch} (${percent(best.validationAccuracy ?? 0)})`;
}

/** The curves of the fold that trains, or of an earlier one. */
function Curves({ run, live, epochs }: Parts) {
  const [chosen, setChosen] = useState<number | null>(null);
  const current = live.phase?.fold ?? epochs.at(-1)?.fold ?? 0;
  const fold = chosen ?? current;
  const ofFold = useMemo(() => epochs.filter((epoch) => epoch.fold === fold), [epochs, fold]);
  const shared = { run: run.id, fold, epochs: ofFold, wanted: run.settings.epochs };
  return (
    <div>
      {run.folds.length > 1 && (
        <Select
          aria-label="Fold whose curves are shown"
          w={300}
          mb="xs"
          data={[
            { value: 'current', label: `the fold at work: ${run.folds[current]?.name ?? current + 1}` },
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
        Across: epochs. The thin line follows the batches; a ring marks the best epoch so far.
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
        What is trained
      </Title>
      <Text size="sm">
        {count(train)} clips to train, {count(validation)} to validate, {count(test)} to test
        {run.folds.length > 1 ? `, over ${run.folds.length} folds` : ''}. Batches of {batchSize};{' '}
        {optimizer.name} at {optimizer.learningRate}.
      </Text>
      <Text size="sm" mt={4}>
        <b>{protocol.name}.</b> {PROTOCOL_MEANING[protocol.name]} {leakageSentence(run.leakage)}
      </Text>
      <Text size="sm" mt={4} c="dimmed">
        {count(run.parameters)} parameters; engine {engineText(run)}
        {last === undefined ? '' : `; ${duration(last.seconds)} for the last epoch`}.
      </Text>
    </div>
  );
}

/** Which engine is used may be known only when its turn has come. */
function engineText({ status, environment }: Run): string {
  if (status === 'waiting') return `${environment.engine}, opened when its turn comes`;
  return `${environment.engine} on ${environment.device}`;
}

/** What the user should know of a run that goes on; nothing to say is said too. */
function Remarks({ live }: { live: Told }) {
  return (
    <div>
      <Title order={2} mb={6}>
        Remarks
      </Title>
      {live.remarks.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing unusual so far.
        </Text>
      ) : (
        <ul className={classes.remarks} role="log" aria-label="Remarks on this run">
          {live.remarks.toReversed().map(({ number, at, failure }) => (
            <li key={number}>
              <Text size="sm">
                <Text span size="xs" c="dimmed" className="figures">
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
