import { Anchor, Badge, Checkbox, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { LibraryFolder } from '../../../shared/library.ts';
import { count } from '../../parts/figures.ts';
import classes from './train-page.module.css';

const WHOLE_WIDTH = { labelWrapper: { flex: 1, minWidth: 0 } };

/** Which of the added folders a run takes its clips from. */
export function CorporaChoice({
  library,
  chosen,
  onChange,
}: {
  library: readonly LibraryFolder[];
  chosen: readonly string[];
  onChange(folders: string[]): void;
}) {
  // A run that is made again may have had folders that are no longer in the library.
  const gone = chosen.filter((folder) => !library.some((entry) => entry.folder === folder));
  return (
    <Checkbox.Group label="Corpora" value={[...chosen]} onChange={(folders) => onChange([...folders])}>
      <Stack gap={6} mt={6}>
        {library.map(({ folder, corpora, clips, there }) => (
          <Checkbox
            key={folder}
            value={folder}
            disabled={!there || clips === 0}
            label={
              <span className={classes.corpus}>
                <span>{corpora.map(({ name }) => name).join(', ') || folder}</span>
                <Text span size="sm" c="dimmed" className="figures">
                  {count(clips)} clips
                </Text>
                {corpora.some(({ synthetic }) => synthetic) && (
                  <Badge size="sm" variant="default">
                    synthetic
                  </Badge>
                )}
                {!there && (
                  <Badge size="sm" color="yellow.3" autoContrast>
                    not there
                  </Badge>
                )}
                <Text span size="xs" c="dimmed" className={classes.folder} title={folder}>
                  <bdi>{folder}</bdi>
                </Text>
              </span>
            }
            styles={WHOLE_WIDTH}
          />
        ))}
        {gone.map((folder) => (
          <Checkbox key={folder} value={folder} label={folder} description="Not in the library any more" />
        ))}
        <Text size="sm">
          <Anchor component={Link} to="/corpora" underline="always">
            Add a corpus
          </Anchor>
        </Text>
      </Stack>
    </Checkbox.Group>
  );
}
