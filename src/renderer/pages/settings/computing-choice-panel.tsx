import { Select, Skeleton, Stack } from '@mantine/core';
import { useAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { Doctor } from '#shared/answers.ts';
import type { ComputingChoice } from '#shared/computing.ts';
import { Section } from './section.tsx';

const FASTEST = 'fastest';

/** Which GPU the engine `webgpu` uses, and where encoders are computed, for all runs of this laboratory. */
export function ComputingChoicePanel({ doctor }: { doctor: Doctor | undefined }) {
  const status = useRequest('computing.status', {});
  const choose = useAction('computing.choose');
  if (status.data === undefined) {
    return (
      <Section title="GPUs to use">
        <FailureNote failure={status.failure} />
        {status.failure === null && <Skeleton height={130} />}
      </Section>
    );
  }
  const { choice, fixedBy, encoderGpu } = status.data;
  const change = (changed: Partial<ComputingChoice>) => void choose.run({ ...choice, ...changed });
  const decided = (by: string | null) =>
    by === null ? null : `Decided by ${by} when the program was started.`;
  return (
    <Section
      title="GPUs to use"
      about="For this laboratory, also on the command line. A running job goes on where it is."
    >
      <FailureNote failure={choose.failure} onClose={choose.clear} />
      <Stack gap="sm" maw={620}>
        <Select
          label="GPU of the webgpu engine"
          description={decided(fixedBy.adapter) ?? 'Used by runs whose engine is webgpu.'}
          disabled={fixedBy.adapter !== null || choose.running}
          allowDeselect={false}
          value={choice.adapter === null ? FASTEST : String(choice.adapter)}
          onChange={(value) =>
            change({ adapter: value === null || value === FASTEST ? null : Number(value) })
          }
          data={[
            { value: FASTEST, label: 'The fastest, measured' },
            ...adapterChoices(doctor, choice.adapter),
          ]}
        />
        <Select
          label="Encoders and ready-made models"
          description={decided(fixedBy.encoders) ?? encoderNote(encoderGpu)}
          disabled={fixedBy.encoders !== null || encoderGpu === null || choose.running}
          allowDeselect={false}
          value={choice.encoders}
          onChange={(value) => change({ encoders: value === 'gpu' ? 'gpu' : 'cpu' })}
          data={[
            { value: 'cpu', label: 'CPU' },
            { value: 'gpu', label: `GPU (${encoderGpu ?? 'not on this system'})` },
          ]}
        />
      </Stack>
    </Section>
  );
}

/** The adapters that the doctor found. A chosen one that it did not find stays in the list. */
function adapterChoices(doctor: Doctor | undefined, chosen: number | null) {
  const found = (doctor?.devices ?? []).flatMap(({ adapter, name }) =>
    adapter === null ? [] : [{ value: String(adapter), label: name }],
  );
  if (chosen === null || found.some(({ value }) => value === String(chosen))) return found;
  return [...found, { value: String(chosen), label: `${chosen}: not found now` }];
}

function encoderNote(gpu: string | null): string {
  if (gpu === null) return 'ONNX Runtime cannot use a GPU on this system.';
  return 'The GPU may be faster for large encoders. It rounds differently, so its features are kept apart from those of the CPU and are computed again.';
}
