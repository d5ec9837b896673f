import { useState } from 'react';
import { FolderBrowser } from '#renderer/parts/fields/folder-browser.tsx';
import type { Sample } from './sample.ts';

function From({ start }: { start: string | null }) {
  const [folder, setFolder] = useState(start);
  return <FolderBrowser folder={folder} onFolder={setFolder} height={200} />;
}

const Home = () => <From start={null} />;
const ManyFolders = () => <From start="/home/sample/data/RAVDESS" />;
const Empty = () => <From start="/home/sample/empty" />;

export const sample: Sample = { 'Home folder': Home, 'Many folders': ManyFolders, 'Empty folder': Empty };
