import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Picture, savePicture } from './save-picture.ts';

/** Opens from a button (the child) and saves a plot as PNG or SVG; `picture` is called when the user saves. */
export function SaveMenu({ picture, children }: { picture: () => Picture; children: ReactNode }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void savePicture(picture(), 'png')}>PNG</Menu.Item>
        <Menu.Item onClick={() => void savePicture(picture(), 'svg')}>SVG</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
