import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { MAX_NAME_CHARACTERS } from '#shared/limits.ts';

export interface RenameFieldProps {
  run: { id: string; name: string };
  width: number | string;
  size?: 'xs' | 'sm';
  onDone(): void;
}

/** A text field for the name of a run. Enter or leaving the field saves, Escape cancels. */
export function RenameField({ run, width, size = 'sm', onDone }: RenameFieldProps) {
  const annotate = useAction('runs.annotate');
  const [name, setName] = useState(run.name);
  const field = useRef<HTMLInputElement>(null);
  /** After Enter or Escape, leaving the field does nothing. */
  const done = useRef(false);
  useEffect(() => field.current?.select(), []);

  const save = async () => {
    if (done.current) return;
    const newName = name.trim();
    if (newName === '' || newName === run.name) {
      done.current = true;
      onDone();
      return;
    }
    done.current = true;
    if ((await annotate.run({ run: run.id, name: newName })) === undefined) {
      done.current = false;
      return;
    }
    onDone();
  };

  return (
    <TextInput
      ref={field}
      aria-label="Name of the run"
      size={size}
      w={width}
      maxLength={MAX_NAME_CHARACTERS}
      value={name}
      error={annotate.failure?.message}
      autoFocus
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={() => void save()}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') void save();
        else if (event.key === 'Escape') {
          done.current = true;
          onDone();
        }
      }}
    />
  );
}
