import { useState } from 'react';
import { NetworksChoice } from '#renderer/parts/runs/networks-choice.tsx';
import type { ModelChoice } from '#shared/runs.ts';
import type { Sample } from './sample.ts';

function Chosen({ disabled = false }: { disabled?: boolean }) {
  const [value, setValue] = useState<ModelChoice>('final');
  return <NetworksChoice label="Networks" value={value} onChange={setValue} disabled={disabled} />;
}

export const sample: Sample = { 'To choose': Chosen, Disabled: () => <Chosen disabled /> };
