import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Picture, savePicture } from './save-picture.ts';

/** A button (the child) that saves a picture in one of two formats; `picture` is asked for when it is wanted. */
export function SaveMenu({ picture, children }: { picture: () => Picture; children: ReactNode }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void savePicture(picture(), 'png')}>PNG, for a document</Menu.Item>
        <Menu.Item onClick={() => void savePicture(picture(), 'svg')}>SVG, for a paper</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
