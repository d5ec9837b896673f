import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useAction } from '../../laboratory/use-action.ts';
import { useInvalidate } from '../../laboratory/use-request.ts';

export interface RenameFieldProps {
  run: { id: string; name: string };
  width: number | string;
  size?: 'xs' | 'sm';
  onDone(): void;
}

/** A run's name while it is changed: Enter or leaving keeps it, Escape gives it up. */
export function RenameField({ run, width, size = 'sm', onDone }: RenameFieldProps) {
  const annotate = useAction('runs.annotate');
  const invalidate = useInvalidate();
  const [name, setName] = useState(run.name);
  const field = useRef<HTMLInputElement>(null);
  /** Leaving after Enter or Escape is no second answer. */
  const answered = useRef(false);
  useEffect(() => field.current?.select(), []);

  const keep = async () => {
    if (answered.current) return;
    const wanted = name.trim();
    if (wanted === '' || wanted === run.name) {
      answered.current = true;
      onDone();
      return;
    }
    answered.current = true;
    if ((await annotate.run({ run: run.id, name: wanted })) === undefined) {
      answered.current = false;
      return;
    }
    invalidate('runs.list', 'runs.show');
    onDone();
  };

  return (
    <TextInput
      ref={field}
      aria-label="Name of the run"
      size={size}
      w={width}
      maxLength={200}
      value={name}
      error={annotate.failure?.message}
      autoFocus
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={() => void keep()}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') void keep();
        else if (event.key === 'Escape') {
          answered.current = true;
          onDone();
        }
      }}
    />
  );
}
