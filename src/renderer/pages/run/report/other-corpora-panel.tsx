import { Anchor, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useAction } from '#renderer/client/use-action.ts';
import { useFill } from '#renderer/client/use-fill.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { NetworksChoice } from '#renderer/parts/runs/networks-choice.tsx';
import { PAGES } from '#shared/pages.ts';
import type { ModelChoice, ShownRun } from '#shared/runs.ts';
import { EvaluationView } from './evaluation-view.tsx';
import { FoldsEvaluation } from './folds-evaluation.tsx';
import { OTHER_CORPORA } from './other-corpora-address.ts';
import { type OtherCorpus, otherCorpora } from './other-corpora-rows.ts';
import { OtherCorporaTable } from './other-corpora-table.tsx';

/** Tests the model on corpora that it was not trained on. The evaluations are saved with the run. */
export function OtherCorporaPanel({ run }: { run: ShownRun }) {
  const library = useRequest('library.list', {});
  const evaluations = useRequest('evaluations.list', { run: run.id });
  const fill = useFill();
  const remove = useAction('evaluations.remove');
  const [params, setParams] = useSearchParams();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [networks, setNetworks] = useState<ModelChoice>('final');
  const hasFinal = run.model === 'final';
  const loaded = library.data !== undefined && evaluations.data !== undefined;
  const rows = otherCorpora(run, library.data ?? [], evaluations.data ?? []);
  const shown = evaluations.data?.find(({ id }) => id === params.get('evaluation')) ?? null;
  const show = (evaluation: string | null) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        after.set('tab', OTHER_CORPORA);
        if (evaluation === null) after.delete('evaluation');
        else after.set('evaluation', evaluation);
        return after;
      },
      { replace: true },
    );

  const cellOf = ({ column }: OtherCorpus) =>
    column === null ? [] : [{ run: run.id, folder: column.folder, corpus: column.corpus }];
  const targets = rows.filter(({ key }) => chosen.has(key));
  const evaluate = async () => {
    await fill.start(targets.flatMap(cellOf));
    setChosen(new Set());
  };
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="md" wrap="wrap">
        <Text size="sm" maw={760}>
          Tests this model on corpora that it was not trained on.{' '}
          {networks === 'final' && 'Evaluations are saved with the run. '}Training continues meanwhile.
        </Text>
        <Anchor component={Link} to={`${PAGES.matrix.path}?runs=${encodeURIComponent(run.id)}`} size="sm">
          Matrix: trained on × tested on
        </Anchor>
      </Group>
      <FailureNote failure={library.failure ?? evaluations.failure} />
      <FailureNote failure={fill.failure ?? remove.failure} />
      {!loaded && library.failure === null && <Loader role="img" size="sm" aria-label="Loading" />}
      {loaded && rows.length === 0 && (
        <Text size="sm">
          There are no corpora yet.{' '}
          <Anchor component={Link} to={PAGES.corpora.path} underline="always">
            Add a corpus
          </Anchor>
        </Text>
      )}
      {rows.length > 0 && (
        <OtherCorporaTable
          rows={rows}
          chosen={chosen}
          onChosen={setChosen}
          shown={shown?.id ?? null}
          onShow={show}
          onRemove={(evaluation) => void remove.run({ evaluation })}
          failureOf={(row) => cellOf(row).map((cell) => fill.failureOf(cell))[0] ?? null}
          busy={fill.running}
        />
      )}
      {hasFinal && rows.some(({ column }) => column !== null) && (
        <Group>
          <NetworksChoice
            label="Evaluated networks"
            value={networks}
            onChange={setNetworks}
            disabled={fill.running}
          />
        </Group>
      )}
      {hasFinal && networks === 'folds' && !fill.running ? (
        <FoldsEvaluation run={run} targets={targets} />
      ) : fill.running ? (
        <ProgressLine progress={fill.progress} label="Evaluation" onCancel={fill.cancel} />
      ) : (
        rows.some(({ column }) => column !== null) && (
          <Group h={36}>
            <Button disabled={targets.length === 0} onClick={() => void evaluate()}>
              {targets.length > 1 ? `Evaluate on ${targets.length} corpora` : 'Evaluate'}
            </Button>
            {targets.length === 0 && (
              <Text size="sm" c="dimmed">
                Select a corpus to evaluate this run on it.
              </Text>
            )}
          </Group>
        )
      )}
      {shown !== null && <EvaluationView key={shown.id} run={run} id={shown.id} />}
    </Stack>
  );
}
