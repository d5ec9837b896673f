import { LabelSetEditor } from '#renderer/parts/label-sets/label-set-editor.tsx';
import { LABEL_SETS } from '#shared/label-sets.ts';
import type { Sample } from './sample.ts';

const COUNTS = { angry: 192, sad: 192, happy: 192, neutral: 96, calm: 192, boredom: 81, frustrated: 12 };
const ignore = () => undefined;

const Editor = () => (
  <LabelSetEditor
    set={{ ...LABEL_SETS.four, name: 'my four' }}
    counts={COUNTS}
    onSaved={ignore}
    onCancel={ignore}
  />
);

export const sample: Sample = { 'A set that is changed': Editor };
