import { Button, Popover } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { AddRun } from './add-run.tsx';
import { comparePath } from './compare-address.ts';

/** Chooses another run and compares it with this one, which is the baseline. */
export function CompareWith({ run }: { run: string }) {
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus withArrow>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconScale size={16} aria-hidden />}
          onClick={() => setOpen((before) => !before)}
        >
          Compare with …
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {open && (
          <AddRun
            label="Run to compare with"
            except={[run]}
            onAdd={(id) => void navigate(comparePath([[run], [id]]))}
            inPopover
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
