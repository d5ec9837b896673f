import { ActionIcon, Anchor, Badge, Button, Card, Group, Menu, Text, Title, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconDots, IconFolderSearch, IconRefresh, IconTrash } from '@tabler/icons-react';
import { EMOTIONS } from '../../../shared/emotions.ts';
import type { LibraryFolder } from '../../../shared/library.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { count, dateTime } from '../../parts/figures.ts';
import { EMOTION_COLOURS } from '../../theme/emotion-colours.ts';
import classes from './corpora.module.css';
import {
  emotionsText,
  folderEmotions,
  folderName,
  layoutToSay,
  many,
  ratesText,
  soundDuration,
  voicesText,
} from './corpus-words.ts';

interface FolderCardProps {
  folder: LibraryFolder;
  /** What its corpora are called in tables and figures, where that differs. */
  names: readonly string[];
  /** The added folder around it. */
  around: string | null;
  busy: boolean;
  onScan: () => void;
  onRemove: () => void;
  onProblems: () => void;
}

/** An added folder: what is in it, and what can be done with it. */
export function FolderCard({
  folder: entry,
  names,
  around,
  busy,
  onScan,
  onRemove,
  onProblems,
}: FolderCardProps) {
  const { desktop } = useLaboratory();
  const { folder, corpora, there, problems } = entry;
  const name = folderName(entry);
  const layouts = [...new Set(corpora.map(layoutToSay).filter((layout) => layout !== null))];
  const synthetic = corpora.some((corpus) => corpus.synthetic);
  return (
    <Card component="section" className={classes.card} aria-label={name}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Group gap="xs" miw={0}>
          <Title order={2} size="h2" title={name} className={classes.name}>
            {name}
          </Title>
          {layouts.map((layout) => (
            <Badge key={layout} size="sm" variant="light">
              {layout}
            </Badge>
          ))}
          {synthetic && (
            <Tooltip label="Made by the laboratory’s synthesizer: figures measured on it say nothing about people.">
              <Badge size="sm" color="yellow.3" autoContrast tabIndex={0} role="note">
                synthetic
              </Badge>
            </Tooltip>
          )}
        </Group>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`More about ${name}`}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconRefresh size={16} />} disabled={busy} onClick={onScan}>
              Scan again
            </Menu.Item>
            {desktop !== null && (
              <Menu.Item
                leftSection={<IconFolderSearch size={16} />}
                disabled={!there}
                onClick={() => void desktop.reveal(folder)}
              >
                Show in the file manager
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconTrash size={16} />} onClick={onRemove}>
              Remove from the list
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Text size="xs" c="dimmed" className={classes.path} title={folder}>
        <bdi>{folder}</bdi>
      </Text>
      <Stats folder={entry} />
      {corpora.length > 1 && (
        <Text size="sm" c="dimmed" className="figures">
          {corpora.map((corpus) => `${corpus.name} ${count(corpus.clips)}`).join(', ')}
        </Text>
      )}
      {names.length > 0 && around === null && (
        <Text size="sm" c="dimmed">
          Called {names.join(', ')} in tables and figures.
        </Text>
      )}
      <EmotionBar folder={entry} />
      {!there && (
        <Text size="sm">
          <IconAlertTriangle size={14} className={classes.warning} aria-hidden /> Its folder is not there now;
          what was found stands. Training needs the files: plug its disk in.
        </Text>
      )}
      {around !== null && (
        <Text size="sm" c="dimmed">
          Lies in {around}, which is added too: together their clips count once.
        </Text>
      )}
      <Group justify="space-between" mt="auto" gap="xs">
        {problems > 0 ? (
          <Anchor component="button" type="button" size="sm" onClick={onProblems} className="figures">
            {many(problems, 'problem')}
          </Anchor>
        ) : (
          <Text size="sm" c="dimmed">
            No problems
          </Text>
        )}
        {there ? (
          <Text size="xs" c="dimmed" className="figures">
            scanned {entry.scannedAt === null ? 'never' : dateTime(entry.scannedAt)}
          </Text>
        ) : (
          <Button size="compact-sm" variant="light" disabled={busy} onClick={onScan}>
            Scan again
          </Button>
        )}
      </Group>
    </Card>
  );
}

function Stats({ folder: { clips, voices, durationSeconds, sampleRatesHz } }: { folder: LibraryFolder }) {
  const { all, sexes } = voicesText(voices);
  return (
    <dl className={classes.stats}>
      <div>
        <dt>Clips</dt>
        <dd>{count(clips)}</dd>
      </div>
      <div>
        <dt>Speakers</dt>
        <dd>
          {all}
          <small>{sexes}</small>
        </dd>
      </div>
      <div>
        <dt>Speech</dt>
        <dd>
          {soundDuration(durationSeconds)}
          <small>{ratesText(sampleRatesHz)}</small>
        </dd>
      </div>
    </dl>
  );
}

function EmotionBar({ folder }: { folder: LibraryFolder }) {
  const counts = folderEmotions(folder);
  const words = `Clips per emotion: ${emotionsText(counts)}`;
  if (folder.clips === 0) return null;
  return (
    <Tooltip label={words}>
      <div className={classes.emotions} role="img" aria-label={words}>
        {EMOTIONS.map((emotion) => (
          <div key={emotion} style={{ flexGrow: counts[emotion], background: EMOTION_COLOURS[emotion] }} />
        ))}
      </div>
    </Tooltip>
  );
}
