import { ActionIcon, Button, Group, Popover, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { showUndo } from '#renderer/parts/notes/show-undo.tsx';
import { browserStore } from '#renderer/parts/table/hidden-columns.ts';
import { loadViews, MAX_VIEW_NAME, MAX_VIEWS, type SavedView, saveViews, withView } from './saved-views.ts';

/**
 * The saved views of the table: filters, search, sort, grouping and columns under a name. They are saved on this computer,
 * in the browser.
 */
export function ViewsMenu({
  current,
  onApply,
}: {
  /** What is shown now. */
  current: Omit<SavedView, 'name'>;
  onApply: (view: SavedView) => void;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="xs"
          h={30}
          variant="default"
          leftSection={<IconBookmark size={15} />}
          onClick={() => setOpened(!opened)}
        >
          Views
        </Button>
      </Popover.Target>
      <Popover.Dropdown w={280}>
        {opened && (
          <Views
            current={current}
            onApply={(view) => {
              setOpened(false);
              onApply(view);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function Views({
  current,
  onApply,
}: {
  current: Omit<SavedView, 'name'>;
  onApply: (view: SavedView) => void;
}) {
  const [views, setViews] = useState(() => loadViews(browserStore()));
  const [name, setName] = useState('');
  const [blocked, setBlocked] = useState(false);
  const store = (next: readonly SavedView[]) => {
    const saved = saveViews(browserStore(), next);
    setBlocked(!saved);
    if (saved) setViews(next);
    return saved;
  };
  const wanted = name.trim();
  const replaces = views.some((view) => view.name === wanted);
  const full = views.length >= MAX_VIEWS && !replaces;
  const remove = (view: SavedView) => {
    if (!store(views.filter((one) => one !== view))) return;
    // The other views may have changed until then.
    showUndo(`View “${view.name}” deleted.`, () => {
      saveViews(browserStore(), withView(loadViews(browserStore()), view));
    });
  };
  return (
    <Stack gap="xs">
      {views.length === 0 ? (
        <Text size="sm" c="dimmed">
          No saved views yet.
        </Text>
      ) : (
        <ScrollArea.Autosize mah="40vh" type="auto" offsetScrollbars="present">
          <Stack gap={2} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
            {views.map((view) => (
              <Group key={view.name} component="li" gap={4} wrap="nowrap">
                <Button
                  size="compact-sm"
                  variant="subtle"
                  justify="flex-start"
                  flex={1}
                  miw={0}
                  onClick={() => onApply(view)}
                >
                  {view.name}
                </Button>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Delete the view “${view.name}”`}
                  onClick={() => remove(view)}
                >
                  <IconTrash size={15} />
                </ActionIcon>
              </Group>
            ))}
          </Stack>
        </ScrollArea.Autosize>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== '' && !full && store(withView(views, { ...current, name: wanted }))) setName('');
        }}
      >
        <Stack gap="xs">
          <TextInput
            size="xs"
            data-autofocus
            label="Save the current view as"
            description="Filters, search, sort, groups and columns. Saved on this computer."
            maxLength={MAX_VIEW_NAME}
            value={name}
            error={
              blocked
                ? 'The browser does not allow saving. Use the address of this page as a bookmark.'
                : full
                  ? `At most ${MAX_VIEWS} views. Delete one first.`
                  : undefined
            }
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Button type="submit" size="xs" disabled={wanted === '' || full}>
            {replaces ? `Replace “${wanted}”` : 'Save view'}
          </Button>
        </Stack>
      </form>
    </Stack>
  );
}
