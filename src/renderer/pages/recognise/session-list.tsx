import { Button, Group, Menu, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { RunSummary } from '../../../shared/answers.ts';
import { downloadContent } from '../../parts/download.ts';
import { EmotionBadge } from '../../parts/emotion-badge.tsx';
import { percent } from '../../parts/figures.ts';
import { exportedJudgements, judgementsCsv } from './export-results.ts';
import type { Judgement, SessionSound } from './session-store.ts';
import { SoundTable } from './sound-table.tsx';

export interface SessionListProps {
  sounds: readonly SessionSound[];
  shown: number | null;
  runs: readonly string[];
  choices: readonly RunSummary[];
  onShow(id: number): void;
}

/** The sounds of this session with what the chosen recognisers say of them. */
export function SessionList({ sounds, shown, runs, choices, onShow }: SessionListProps) {
  const title = (run: string) => {
    const name = choices.find(({ id }) => id === run)?.name ?? run;
    return (
      <Text size="sm" fw={600} truncate title={name}>
        {runs.length === 1 ? 'Most like' : name}
      </Text>
    );
  };
  return (
    <>
      <Group justify="space-between" mb={6} wrap="nowrap">
        <Text size="sm" c="dimmed">
          Sounds of this session; they go when the page is closed, unless you keep them.
        </Text>
        <ExportMenu sounds={sounds} choices={choices} />
      </Group>
      <SoundTable
        label="Sounds of this session"
        empty="None yet."
        columns={runs.map((run) => ({ key: run, title: title(run), width: runs.length === 1 ? 190 : 170 }))}
        rows={sounds.map((sound) => ({
          key: sound.id,
          name: sound.name,
          durationSeconds: sound.durationSeconds,
          shown: sound.id === shown,
          cells: runs.map((run) => <ShortJudgement key={run} judgement={sound.judgements[run]} />),
        }))}
        onOpen={({ key }) => onShow(key)}
      />
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
      <span>{percent(recognition.probabilities[recognition.emotion])}</span>
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
