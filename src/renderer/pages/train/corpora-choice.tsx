import { Anchor, Badge, Checkbox, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { counted } from '#shared/format.ts';
import type { LibraryFolder } from '#shared/library.ts';
import classes from './train-page.module.css';

const WHOLE_WIDTH = { labelWrapper: { flex: 1, minWidth: 0 } };

/** Chooses the folders whose clips a run uses. */
export function CorporaChoice({
  library,
  chosen,
  onChange,
}: {
  library: readonly LibraryFolder[];
  chosen: readonly string[];
  onChange(folders: string[]): void;
}) {
  // A repeated run may use folders that have been removed from the library.
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
                <Text span size="sm" c="dimmed" className="tabular">
                  {counted(clips, 'clip')}
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
