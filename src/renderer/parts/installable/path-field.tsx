import { Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FolderBrowser } from '#renderer/parts/fields/folder-browser.tsx';

/** A file or folder of the laboratory's machine: typed, or a folder chosen below. */
export function PathField({ path, onPath }: { path: string; onPath(path: string): void }) {
  const [browsed, setBrowsed] = useState<string | null>(null);
  return (
    <Stack gap="sm">
      <TextInput
        label="File or folder"
        placeholder="Full path"
        data-autofocus
        value={path}
        onChange={(event) => onPath(event.currentTarget.value)}
      />
      <FolderBrowser
        folder={browsed}
        onFolder={(folder) => {
          setBrowsed(folder);
          onPath(folder);
        }}
      />
    </Stack>
  );
}
