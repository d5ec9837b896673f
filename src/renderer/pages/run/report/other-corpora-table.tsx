import { ActionIcon, Button, Checkbox, Group, Table, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type EvaluationScores, isTrainedOn } from '#shared/evaluations.ts';
import type { Failure } from '#shared/failure.ts';
import { count, dateTime, withInterval } from '#shared/format.ts';
import type { OtherCorpus } from './other-corpora-rows.ts';

/** Corpora with their evaluations. A row can be selected to be evaluated; a button shows its evaluation. */
export function OtherCorporaTable(props: {
  rows: readonly OtherCorpus[];
  chosen: ReadonlySet<string>;
  onChosen(keys: ReadonlySet<string>): void;
  /** The id of the shown evaluation. */
  shown: string | null;
  onShow(evaluation: string | null): void;
  onRemove(evaluation: string): void;
  failureOf(row: OtherCorpus): Failure | null;
  /** Evaluations are running. */
  busy: boolean;
}) {
  const { rows, chosen, onChosen, shown, onShow, onRemove, failureOf, busy } = props;
  const choose = (key: string, checked: boolean) => {
    const next = new Set(chosen);
    if (checked) next.add(key);
    else next.delete(key);
    onChosen(next);
  };
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table aria-label="Other corpora">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={36}>
              <span className="visually-hidden">Select</span>
            </Table.Th>
            <Table.Th>Corpus</Table.Th>
            <Table.Th ta="right">Clips</Table.Th>
            <Value head>UAR [95 %]</Value>
            <Value
              head
              title="The model chooses among the emotions that the corpus and the training set share."
            >
              UAR, shared emotions
            </Value>
            <Value head>Accuracy [95 %]</Value>
            <Table.Th w={110}>
              <span className="visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="tabular">
          {rows.map((row) => {
            const { key, name, folder, clips, evaluation } = row;
            const failure = failureOf(row);
            return (
              <Table.Tr key={key}>
                <Table.Td>
                  <Checkbox
                    aria-label={`Select ${name}`}
                    checked={chosen.has(key)}
                    disabled={busy || !canEvaluate(row)}
                    onChange={({ currentTarget }) => choose(key, currentTarget.checked)}
                  />
                </Table.Td>
                <Table.Td>
                  <span title={folder}>{name}</span>
                  <Text
                    size="xs"
                    c={failure === null ? 'dimmed' : 'red'}
                    role={failure === null ? undefined : 'alert'}
                  >
                    {failure?.message ?? rowNote(row)}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">{count(clips)}</Table.Td>
                {evaluation === null ? (
                  <Table.Td colSpan={3} c="dimmed">
                    {row.trained ? '' : 'Not evaluated'}
                  </Table.Td>
                ) : (
                  <>
                    <Value>{shownInterval(evaluation.results)}</Value>
                    <Value>
                      {evaluation.restricted === null ? '–' : shownInterval(evaluation.restricted)}
                    </Value>
                    <Value>
                      {withInterval(
                        evaluation.results.accuracy,
                        evaluation.results.accuracyInterval,
                        evaluation.results.resampling,
                      )}
                    </Value>
                  </>
                )}
                <Table.Td>
                  {evaluation !== null && (
                    <Group gap={4} wrap="nowrap" justify="flex-end">
                      <Button
                        variant="default"
                        size="compact-sm"
                        aria-label={`${shown === evaluation.id ? 'Hide' : 'Show'} the results on ${name}`}
                        aria-pressed={shown === evaluation.id}
                        onClick={() => onShow(shown === evaluation.id ? null : evaluation.id)}
                      >
                        {shown === evaluation.id ? 'Hide' : 'Show'}
                      </Button>
                      <ActionIcon
                        variant="subtle"
                        aria-label={`Remove the evaluation on ${name}`}
                        disabled={busy}
                        onClick={() => onRemove(evaluation.id)}
                      >
                        <IconTrash size={16} aria-hidden />
                      </ActionIcon>
                    </Group>
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** A cell whose value is not broken into lines. */
const Value = ({ head = false, ...props }: { head?: boolean; title?: string; children: ReactNode }) => {
  const Cell = head ? Table.Th : Table.Td;
  return <Cell ta="right" style={{ whiteSpace: 'nowrap' }} {...props} />;
};

const canEvaluate = ({ column, there, trained }: OtherCorpus) => column !== null && there && !trained;

/** Why a row cannot be evaluated, or a warning about its evaluation. */
function rowNote({ column, there, trained, evaluation, changed }: OtherCorpus): string | null {
  if (trained && evaluation === null) return 'This run was trained on it. The results are of its test clips.';
  if (evaluation !== null && isTrainedOn(evaluation)) return 'Clips were trained on: results are invalid.';
  if (column === null) return 'Not in the list of corpora any more.';
  if (!there) return 'The folder cannot be found now.';
  if (changed) return 'The corpus has changed since this evaluation. Evaluate again.';
  return evaluation === null ? null : `Evaluated ${dateTime(evaluation.createdAt)}`;
}

const shownInterval = ({ uar, uarInterval, resampling }: EvaluationScores['results']): string =>
  withInterval(uar, uarInterval, resampling);
