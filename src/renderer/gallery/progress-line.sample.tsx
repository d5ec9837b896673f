import { useState } from 'react';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import type { Sample } from './sample.ts';

function Known() {
  const [cancelled, setCancelled] = useState(false);
  return (
    <ProgressLine
      progress={{ phase: cancelled ? 'cancelled at' : 'scanning', done: 8123, total: 12_162 }}
      label="Scan"
      onCancel={() => setCancelled(true)}
    />
  );
}

const Unknown = () => (
  <ProgressLine progress={{ phase: 'reading files', done: 431, total: null }} label="Search" />
);

const Starting = () => <ProgressLine progress={null} label="Starting …" />;

export const sample: Sample = { 'Total known': Known, 'Total unknown': Unknown, Starting };
