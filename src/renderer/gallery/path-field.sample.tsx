import { useState } from 'react';
import { PathField } from '#renderer/parts/installable/path-field.tsx';
import type { Sample } from './sample.ts';

function Empty() {
  const [path, setPath] = useState('');
  return <PathField path={path} onPath={setPath} />;
}

export const sample: Sample = { Empty };
