import { Button, Group, Menu, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChevronDown, IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { ENGINE_CHOICES, type EngineName } from '#shared/engines.ts';
import type { Run } from '#shared/runs.ts';
import { storageProblem } from '#shared/settings/storage.ts';

/** Resumes an ended run with its engine, or with another one that works on this machine. */
export function ResumeButtons({ run, failed }: { run: Run; failed: boolean }) {
  const resume = useAction('runs.resume');
  const [opened, setOpened] = useState(false);
  const message = resume.failure?.message;
  useEffect(() => {
    if (message !== undefined)
      notifications.show({
        title: 'Could not resume the run',
        message,
        color: 'red',
      });
  }, [message]);
  const variant = failed ? 'default' : 'filled';
  return (
    <Group gap={1} wrap="nowrap">
      <Tooltip label="Continues from the last checkpoint. The result is the same as without the interruption.">
        <Button
          variant={variant}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={resume.running}
          onClick={() => void resume.run({ run: run.id })}
        >
          Resume
        </Button>
      </Tooltip>
      <Menu position="bottom-end" opened={opened} onChange={setOpened}>
        <Menu.Target>
          <Button
            variant={variant}
            px={6}
            aria-label="Continue with another engine"
            disabled={resume.running}
          >
            <IconChevronDown size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown maw={340}>
          {opened && <OtherEngines run={run} choose={(engine) => void resume.run({ run: run.id, engine })} />}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

/** Engines are tried out in a process of their own, which can take seconds. */
function OtherEngines({ run, choose }: { run: Run; choose: (engine: EngineName) => void }) {
  const { data: doctor, failure } = useRequest('doctor', {}, { staleMs: 60_000 });
  if (doctor === undefined)
    return <Menu.Label>{failure === null ? 'Checking the engines …' : failure.message}</Menu.Label>;
  const others = doctor.engines.filter(
    ({ name, works }) =>
      works && name !== run.environment.engine && storageProblem(run.settings.storage, name) === null,
  );
  return (
    <>
      <Menu.Label>
        {others.length === 0
          ? noOtherEngine(run)
          : 'The engines agree within rounding. The run records where the engine changes, because no single engine then repeats its results to the bit.'}
      </Menu.Label>
      {others.map(({ name, device }) => (
        <Menu.Item key={name} onClick={() => choose(name)}>
          Resume with {ENGINE_CHOICES[name].label} ({device})
        </Menu.Item>
      ))}
    </>
  );
}

function noOtherEngine({ settings, environment }: Run): string {
  const { storage } = settings;
  return storage === 'float32'
    ? 'No other engine works on this machine. Settings says why.'
    : `Only ${ENGINE_CHOICES[environment.engine as EngineName].label} can store activations as ${storage}.`;
}
