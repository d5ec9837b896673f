import { Button, Group, Modal, MultiSelect, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Action } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { RUNS_PER_ANSWER } from '#shared/limits.ts';
import type { ReadyMadeStatus } from '#shared/ready-made.ts';
import { distinctTitles } from '#shared/run-names.ts';

const AUTOMATIC = '';

/** Tests a ready-made model on the test clips of a run or on corpora, and opens the run that records it. */
export function EvaluateModelDialog({
  model,
  evaluate,
  onClose,
}: {
  model: ReadyMadeStatus;
  evaluate: Action<'readyMade.evaluate'>;
  onClose(): void;
}) {
  const navigate = useNavigate();
  const runs = useRequest('runs.list', { limit: RUNS_PER_ANSWER });
  const library = useRequest('library.list', {});
  const sets = useRequest('labelSets.list', {});
  const finished = useMemo(
    () => (runs.data ?? []).filter(({ status, damaged }) => status === 'finished' && !damaged),
    [runs.data],
  );
  const titles = useMemo(() => distinctTitles(finished), [finished]);
  const [chosen, setChosen] = useState<'run' | 'corpora' | null>(null);
  const on = chosen ?? (runs.data !== undefined && finished.length === 0 ? 'corpora' : 'run');
  const [like, setLike] = useState<string | null>(null);
  const [folders, setFolders] = useState<string[]>([]);
  const [labels, setLabels] = useState(AUTOMATIC);
  const isReady = on === 'run' ? like !== null : folders.length > 0;
  const start = async () => {
    const settings = labels === AUTOMATIC ? {} : { labels };
    const answer = await evaluate.run(
      on === 'run' ? { model: model.name, like } : { model: model.name, folders, settings },
    );
    if (answer === undefined) return;
    onClose();
    void navigate(`/runs/${encodeURIComponent(answer.run)}`);
  };
  return (
    <Modal opened onClose={onClose} title={`Evaluate ${model.title}`} size="lg">
      <Stack gap="sm">
        <Text size="sm">
          Predicts the test clips and saves the results as a run, in which nothing is trained. It can be
          compared with trained runs.
        </Text>
        <SegmentedControl
          aria-label="Test on"
          data={[
            { value: 'run', label: 'The test clips of a run' },
            { value: 'corpora', label: 'Corpora' },
          ]}
          value={on}
          onChange={(value) => setChosen(value as 'run' | 'corpora')}
        />
        {on === 'run' ? (
          <Select
            label="Run"
            description="Its clips, folds and label set are used, so that both can be compared."
            placeholder={finished.length === 0 ? 'There is no finished run yet.' : 'Choose a run'}
            data={finished.map(({ id, name }) => ({ value: id, label: titles.get(id) ?? name }))}
            value={like}
            searchable
            onChange={setLike}
          />
        ) : (
          <>
            <MultiSelect
              label="Corpora"
              description="Every clip is tested once."
              placeholder={folders.length === 0 ? 'Choose corpora' : undefined}
              data={(library.data ?? []).map(({ folder, corpora }) => ({
                value: folder,
                label: corpora.map(({ name }) => name).join(', ') || folder,
              }))}
              value={folders}
              onChange={setFolders}
            />
            <Select
              label="Label set"
              data={[
                { value: AUTOMATIC, label: 'The first whose emotions the model all has' },
                ...(sets.data ?? []).map(({ set }) => ({ value: set.name, label: set.name })),
              ]}
              value={labels}
              allowDeselect={false}
              onChange={(value) => setLabels(value ?? AUTOMATIC)}
            />
          </>
        )}
        <FailureNote failure={evaluate.failure ?? runs.failure ?? library.failure} onClose={evaluate.clear} />
        {evaluate.running && (
          <ProgressLine progress={evaluate.progress} label="Predicting …" onCancel={evaluate.cancel} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button disabled={!isReady || evaluate.running} onClick={() => void start()}>
            Evaluate
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
