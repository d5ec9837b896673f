import { useState } from 'react';
import { LicenceField } from '#renderer/parts/installable/licence-field.tsx';
import type { Sample } from './sample.ts';
import { SAMPLE_MODEL } from './sample-models.ts';

function NonCommercial() {
  const [accepted, setAccepted] = useState(false);
  return <LicenceField of={SAMPLE_MODEL} accepted={accepted} onAccept={setAccepted} />;
}

const free = { licence: { name: 'Apache 2.0', url: '', nonCommercial: false } };
const Free = () => <LicenceField of={free} accepted={false} onAccept={() => undefined} />;

export const sample: Sample = { 'Not for commercial use': NonCommercial, Free };
