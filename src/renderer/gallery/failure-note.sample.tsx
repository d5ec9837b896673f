import { useState } from 'react';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { Sample } from './sample.ts';

const USER_ERROR = {
  code: 'no-clips',
  message: 'The folder has no audio files. Choose a folder that has some.',
};
const PROGRAM_ERROR = { code: 'internal', message: 'Cannot read properties of undefined (reading “length”)' };

const UserError = () => <FailureNote failure={USER_ERROR} />;

function Dismissible() {
  const [shown, setShown] = useState(true);
  return <FailureNote failure={shown ? PROGRAM_ERROR : null} onClose={() => setShown(false)} />;
}

export const sample: Sample = { 'A user error': UserError, 'A program error, dismissible': Dismissible };
