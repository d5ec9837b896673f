import { Button, Group, Menu, ScrollArea, Table, Text, UnstyledButton } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { RunSummary } from '../../../shared/answers.ts';
import { downloadContent } from '../../parts/download.ts';
import { EmotionBadge } from '../../parts/emotion-badge.tsx';
import { percent } from '../../parts/figures.ts';
import { durationText } from '../../parts/sound-axes.ts';
import { exportedJudgements, judgementsCsv } from './export-results.ts';
import classes from './session-list.module.css';
import type { Judgement, SessionSound } from './session-store.ts';

export interface SessionListProps {
  sounds: readonly SessionSound[];
  shown: number | null;
  runs: readonly string[];
  choices: readonly RunSummary[];
  onShow(id: number): void;
}

/** The sounds of this session with what the chosen recognisers say of them. */
export function SessionList({ sounds, shown, runs, choices, onShow }: SessionListProps) {
  const nameOf = (run: string) => choices.find(({ id }) => id === run)?.name ?? run;
  return (
    <>
      <Group justify="space-between" mb={6} wrap="nowrap">
        <Text size="sm" c="dimmed">
          Sounds of this session; they go when the page is closed, unless you keep them.
        </Text>
        <ExportMenu sounds={sounds} choices={choices} />
      </Group>
      <ScrollArea.Autosize mah={320} type="auto">
        <Table aria-label="Sounds of this session" stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Sound</Table.Th>
              <Table.Th ta="right" w={90}>
                Length
              </Table.Th>
              {runs.map((run) => (
                <Table.Th key={run} className={classes.answer}>
                  <Text size="sm" fw={600} truncate title={nameOf(run)}>
                    {runs.length === 1 ? 'Most like' : nameOf(run)}
                  </Text>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sounds.map((sound) => (
              <Table.Tr
                key={sound.id}
                className={classes.row}
                data-shown={sound.id === shown || undefined}
                onClick={() => onShow(sound.id)}
              >
                <Table.Td className={classes.name}>
                  <UnstyledButton
                    className={classes.open}
                    aria-current={sound.id === shown ? 'true' : undefined}
                    onClick={() => onShow(sound.id)}
                  >
                    {sound.name}
                  </UnstyledButton>
                </Table.Td>
                <Table.Td ta="right" className={`${classes.figure} figures`}>
                  {sound.durationSeconds === null ? '–' : durationText(sound.durationSeconds)}
                </Table.Td>
                {runs.map((run) => (
                  <Table.Td key={run} className={classes.answer}>
                    <ShortJudgement judgement={sound.judgements[run]} />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
    </>
  );
}

function ShortJudgement({ judgement }: { judgement: Judgement | undefined }) {
  if (judgement === undefined) return '–';
  if (judgement.state === 'waiting') return <Text size="sm">…</Text>;
  const problem = judgement.state === 'failed' ? judgement.failure.message : problemOf(judgement);
  if (problem !== null) {
    return (
      <Text size="sm" c="dimmed" truncate title={problem}>
        {problem}
      </Text>
    );
  }
  const { recognition } = judgement as Extract<Judgement, { state: 'judged' }>;
  if ('problem' in recognition) return null;
  return (
    <Group gap={8} wrap="nowrap">
      <EmotionBadge emotion={recognition.emotion} />
      <span className={`${classes.figure} figures`}>
        {percent(recognition.probabilities[recognition.emotion])}
      </span>
    </Group>
  );
}

function problemOf({ recognition }: Extract<Judgement, { state: 'judged' }>): string | null {
  return 'problem' in recognition ? recognition.problem : null;
}

function ExportMenu({ sounds, choices }: Pick<SessionListProps, 'sounds' | 'choices'>) {
  const save = (kind: 'csv' | 'json') => {
    const judgements = exportedJudgements(sounds, choices);
    const content = kind === 'csv' ? judgementsCsv(judgements) : JSON.stringify(judgements, null, 2);
    downloadContent(`recognised.${kind}`, content, kind === 'csv' ? 'text/csv' : 'application/json');
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={15} />}
          disabled={sounds.length === 0}
          style={{ flexShrink: 0 }}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => save('csv')}>Probabilities as CSV</Menu.Item>
        <Menu.Item onClick={() => save('json')}>Probabilities as JSON</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
