import { ActionIcon, Anchor, Badge, Button, Card, Group, Menu, Text, Title, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconDots,
  IconFolderSearch,
  IconListSearch,
  IconPencil,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { emotionFill } from '#renderer/theme/emotion-colours.ts';
import type { Corpus } from '#shared/corpora.ts';
import { count, dateTime } from '#shared/format.ts';
import type { LibraryFolder, Overlap } from '#shared/library.ts';
import classes from './corpora.module.css';
import {
  emotionsText,
  folderEmotions,
  folderName,
  labelNote,
  layoutLabel,
  many,
  overlapText,
  ratesText,
  soundDuration,
  speakersText,
} from './corpus-labels.ts';
import { CorpusSources } from './corpus-sources.tsx';

interface FolderCardProps {
  folder: LibraryFolder;
  /** Names of its corpora in tables and charts, if they differ. */
  names: readonly string[];
  /** The added folder that contains it. */
  parent: string | null;
  busy: boolean;
  onScan: () => void;
  onRemove: () => void;
  onRule: () => void;
  onProblems: () => void;
  onRename: (corpus: Corpus) => void;
  /** The folders with the same clips, with their titles. */
  overlaps: readonly (Overlap & { title: string })[];
  /** How many of its clips are corrected; empty: none. */
  corrections: string;
  onCorrections: () => void;
}

/** An added folder: its content and its actions. */
export function FolderCard({
  folder: entry,
  names,
  parent,
  busy,
  onScan,
  onRemove,
  onRule,
  onProblems,
  onRename,
  overlaps,
  corrections,
  onCorrections,
}: FolderCardProps) {
  const { desktop } = useLaboratory();
  const { folder, corpora, there, problems } = entry;
  const note = labelNote(folderEmotions(entry));
  const name = folderName(entry);
  const layouts = [...new Set(corpora.map(layoutLabel).filter((layout) => layout !== null))];
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
            <Tooltip label="Synthetic speech, made by the program: results on it say nothing about people.">
              <Badge size="sm" color="yellow.3" autoContrast tabIndex={0} role="note">
                synthetic
              </Badge>
            </Tooltip>
          )}
        </Group>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${name}`}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconRefresh size={16} />} disabled={busy} onClick={onScan}>
              Scan again
            </Menu.Item>
            <Menu.Item leftSection={<IconListSearch size={16} />} disabled={busy || !there} onClick={onRule}>
              Read it another way …
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
            {corpora.map((corpus) => (
              <Menu.Item
                key={corpus.name}
                leftSection={<IconPencil size={16} />}
                // A scan by an older version does not say how the corpus is recognised later.
                disabled={corpus.key === undefined}
                onClick={() => onRename(corpus)}
              >
                {corpora.length > 1 ? `Rename ${corpus.name} …` : 'Rename …'}
              </Menu.Item>
            ))}
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
        <Text size="sm" c="dimmed" className="tabular">
          {corpora.map((corpus) => `${corpus.name} ${count(corpus.clips)}`).join(', ')}
        </Text>
      )}
      {names.length > 0 && parent === null && (
        <Text size="sm" c="dimmed">
          Shown as {names.map((shown) => `“${shown}”`).join(', ')} elsewhere.{' '}
          {corpora.length === 1 && corpora[0].key !== undefined && (
            <Anchor component="button" type="button" size="sm" onClick={() => onRename(corpora[0])}>
              Rename
            </Anchor>
          )}
        </Text>
      )}
      <EmotionBar folder={entry} />
      {note !== '' && (
        <Text size="sm" c="dimmed" className="tabular">
          {note}
        </Text>
      )}
      {corrections !== '' && (
        <Text size="sm" className="tabular">
          Corrections:{' '}
          <Anchor component="button" type="button" size="sm" onClick={onCorrections}>
            {corrections}
          </Anchor>
        </Text>
      )}
      <CorpusSources corpora={corpora} />
      {overlaps.map((overlap) => (
        <Text key={overlap.other} size="sm" className="tabular">
          <IconAlertTriangle size={14} className={classes.warning} aria-hidden /> {overlapText(overlap)}
        </Text>
      ))}
      {entry.otherWords && there && (
        <Text size="sm">
          <IconAlertTriangle size={14} className={classes.warning} aria-hidden /> Scanned with other{' '}
          <Anchor component={Link} to="/settings?tab=words" size="sm" underline="always">
            words for emotions
          </Anchor>
          .{' '}
          <Anchor
            component="button"
            type="button"
            size="sm"
            underline="always"
            disabled={busy}
            onClick={onScan}
          >
            Scan again
          </Anchor>
        </Text>
      )}
      {!there && (
        <Text size="sm">
          <IconAlertTriangle size={14} className={classes.warning} aria-hidden /> Folder not found. Connect
          its disk: training needs the files. The scan results are kept.
        </Text>
      )}
      {parent !== null && (
        <Text size="sm" c="dimmed">
          Inside {parent}, which is also added. Clips that are in both count once.
        </Text>
      )}
      <Group justify="space-between" mt="auto" gap="xs">
        {problems > 0 ? (
          <Anchor component="button" type="button" size="sm" onClick={onProblems} className="tabular">
            {many(problems, 'problem')}
          </Anchor>
        ) : (
          <Text size="sm" c="dimmed">
            No problems
          </Text>
        )}
        {there ? (
          <Text size="xs" c="dimmed" className="tabular">
            {entry.scannedAt === null ? 'Not scanned' : `Scanned ${dateTime(entry.scannedAt)}`}
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
  const { all, sexes } = speakersText(voices);
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
  const text = `Clips per emotion: ${emotionsText(counts)}`;
  if (folder.clips === 0) return null;
  return (
    <Tooltip label={text}>
      <div className={classes.emotions} role="img" aria-label={text}>
        {Object.entries(counts).map(([emotion, clips]) => (
          <div key={emotion} style={{ flexGrow: clips, background: emotionFill(emotion) }} />
        ))}
      </div>
    </Tooltip>
  );
}
