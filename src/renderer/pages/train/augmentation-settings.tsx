import { Group, Select, Stack } from '@mantine/core';
import type { Augmentation } from '../../../shared/runs.ts';
import { Explained } from './explained.tsx';
import { Real, Whole } from './number-fields.tsx';
import { HELP } from './setting-words.ts';

const NONE: Augmentation = {
  frequencyMasks: 0,
  frequencyMaskBands: 8,
  timeMasks: 0,
  timeMaskFrames: 20,
  noise: 0,
  shiftFrames: 0,
};

const isOff = ({ frequencyMasks, timeMasks, noise, shiftFrames }: Augmentation) =>
  frequencyMasks + timeMasks + noise + shiftFrames === 0;

/** What is done to a clip's features in training, drawn anew in every epoch. */
export function AugmentationSettings({
  augmentation,
  onChange,
}: {
  augmentation: Augmentation;
  onChange(augmentation: Augmentation): void;
}) {
  const set = (change: Partial<Augmentation>) => onChange({ ...augmentation, ...change });
  return (
    <Stack gap="sm">
      <Explained label="Augmentation" help={HELP.augmentation}>
        {(explained) => (
          <Select
            {...explained}
            w={330}
            data={[
              { value: 'none', label: 'none' },
              { value: 'some', label: 'masks, noise and shifts (SpecAugment)' },
            ]}
            value={isOff(augmentation) ? 'none' : 'some'}
            onChange={(value) =>
              onChange(
                value === 'none'
                  ? NONE
                  : { ...NONE, frequencyMasks: 2, timeMasks: 2, noise: 0.1, shiftFrames: 16 },
              )
            }
          />
        )}
      </Explained>
      {!isOff(augmentation) && (
        <Group gap="sm">
          <Whole
            label="Frequency masks"
            help={HELP.frequencyMasks}
            least={0}
            value={augmentation.frequencyMasks}
            onChange={(frequencyMasks) => set({ frequencyMasks })}
          />
          <Whole
            label="… bands at most"
            help={HELP.frequencyMaskBands}
            least={0}
            value={augmentation.frequencyMaskBands}
            onChange={(frequencyMaskBands) => set({ frequencyMaskBands })}
          />
          <Whole
            label="Time masks"
            help={HELP.timeMasks}
            least={0}
            value={augmentation.timeMasks}
            onChange={(timeMasks) => set({ timeMasks })}
          />
          <Whole
            label="… frames at most"
            help={HELP.timeMaskFrames}
            least={0}
            value={augmentation.timeMaskFrames}
            onChange={(timeMaskFrames) => set({ timeMaskFrames })}
          />
          <Real
            label="Noise"
            help={HELP.noise}
            least={0}
            step={0.05}
            value={augmentation.noise}
            onChange={(noise) => set({ noise })}
          />
          <Whole
            label="Shift (frames)"
            help={HELP.shiftFrames}
            least={0}
            value={augmentation.shiftFrames}
            onChange={(shiftFrames) => set({ shiftFrames })}
          />
        </Group>
      )}
    </Stack>
  );
}
