import { Accordion, Checkbox, Group, Select, Stack } from '@mantine/core';
import { OPTIMIZER_DEFAULTS, type RunSettings } from '../../../shared/runs.ts';
import { AugmentationSettings } from './augmentation-settings.tsx';
import { Explained } from './explained.tsx';
import { Real, Share, Whole } from './number-fields.tsx';
import { optionsAbout } from './options-about.tsx';
import { HELP, OPTIMIZER_WORDS, SCHEDULE_WORDS } from './setting-words.ts';
import { StartingWeights } from './starting-weights.tsx';
import { changeSettings } from './train-form.ts';

type Change = (change: Partial<RunSettings>) => void;

/** How a network is trained: what is changed often in plain sight, the rest folded away. */
export function TrainingSettings({
  settings,
  onChange,
}: {
  settings: RunSettings;
  onChange(settings: RunSettings): void;
}) {
  const change: Change = (part) => onChange(changeSettings(settings, part));
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <Whole
          label="Epochs, at most"
          help={HELP.epochs}
          least={1}
          value={settings.epochs}
          onChange={(epochs) => change({ epochs })}
        />
        <Whole
          label="Batch size"
          help={HELP.batchSize}
          least={1}
          value={settings.batchSize}
          onChange={(batchSize) => change({ batchSize })}
        />
        <Explained label="Optimizer" help={HELP.optimizer}>
          {(explained) => (
            <Select
              {...explained}
              {...optionsAbout(OPTIMIZER_WORDS)}
              w={130}
              data={Object.keys(OPTIMIZER_DEFAULTS)}
              value={settings.optimizer.name}
              onChange={(name) =>
                name && change({ optimizer: OPTIMIZER_DEFAULTS[name as keyof typeof OPTIMIZER_DEFAULTS] })
              }
            />
          )}
        </Explained>
        <Real
          label="Learning rate"
          help={HELP.learningRate}
          value={settings.optimizer.learningRate}
          step={0.001}
          onChange={(learningRate) => change({ optimizer: { ...settings.optimizer, learningRate } })}
        />
      </Group>
      <Accordion variant="contained" chevronPosition="left" multiple keepMounted={false}>
        <Accordion.Item value="stopping">
          <Accordion.Control>Schedule and early stopping</Accordion.Control>
          <Accordion.Panel>
            <Stopping settings={settings} change={change} />
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="loss">
          <Accordion.Control>Loss, optimizer and augmentation</Accordion.Control>
          <Accordion.Panel>
            <Stack gap="sm">
              <Loss settings={settings} change={change} />
              <AugmentationSettings
                augmentation={settings.augmentation}
                onChange={(augmentation) => change({ augmentation })}
              />
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="transfer">
          <Accordion.Control>Starting weights</Accordion.Control>
          <Accordion.Panel>
            <StartingWeights settings={settings} change={change} />
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="engine">
          <Accordion.Control>Engine</Accordion.Control>
          <Accordion.Panel>
            <Explained label="Engine" help={HELP.engine}>
              {(explained) => (
                <Select
                  {...explained}
                  data={[
                    { value: 'auto', label: 'The fastest that works here' },
                    { value: 'tensorflow', label: 'tensorflow, native' },
                    { value: 'wasm', label: 'wasm, built in' },
                  ]}
                  value={settings.engine}
                  onChange={(engine) => engine && change({ engine: engine as RunSettings['engine'] })}
                />
              )}
            </Explained>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Stack>
  );
}

function Stopping({ settings, change }: { settings: RunSettings; change: Change }) {
  const { schedule, earlyStopping } = settings;
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <Explained label="Learning rate schedule" help={HELP.schedule}>
          {(explained) => (
            <Select
              {...explained}
              {...optionsAbout(SCHEDULE_WORDS)}
              w={180}
              data={['constant', 'cosine', 'one-cycle']}
              value={schedule.kind}
              onChange={(kind) =>
                kind && change({ schedule: { ...schedule, kind: kind as typeof schedule.kind } })
              }
            />
          )}
        </Explained>
        {schedule.kind !== 'constant' && (
          <Share
            label="Warm-up"
            help={HELP.warmup}
            value={schedule.warmupShare}
            onChange={(warmupShare) => change({ schedule: { ...schedule, warmupShare } })}
          />
        )}
      </Group>
      <Explained label="Stop early when the validation loss no longer falls" help={HELP.earlyStopping}>
        {(explained) => (
          <Checkbox
            {...explained}
            checked={earlyStopping.enabled}
            onChange={(event) =>
              change({ earlyStopping: { ...earlyStopping, enabled: event.currentTarget.checked } })
            }
          />
        )}
      </Explained>
      <Group gap="sm" align="flex-end">
        <Whole
          label="Patience (epochs)"
          help={HELP.patience}
          least={0}
          disabled={!earlyStopping.enabled}
          value={earlyStopping.patience}
          onChange={(patience) => change({ earlyStopping: { ...earlyStopping, patience } })}
        />
        <Whole
          label="Counted from epoch"
          help={HELP.startEpoch}
          least={0}
          disabled={!earlyStopping.enabled}
          value={earlyStopping.startEpoch}
          onChange={(startEpoch) => change({ earlyStopping: { ...earlyStopping, startEpoch } })}
        />
        <Explained label="Keep the best epoch’s weights" help={HELP.restoreBest}>
          {(explained) => (
            <Checkbox
              {...explained}
              pb={8}
              checked={earlyStopping.restoreBest}
              onChange={(event) =>
                change({ earlyStopping: { ...earlyStopping, restoreBest: event.currentTarget.checked } })
              }
            />
          )}
        </Explained>
      </Group>
    </Stack>
  );
}

function Loss({ settings, change }: { settings: RunSettings; change: Change }) {
  const { optimizer } = settings;
  return (
    <Group gap="sm" align="flex-end">
      <Explained label="Emotions weigh" help={HELP.classWeights}>
        {(explained) => (
          <Select
            {...explained}
            w={220}
            data={[
              { value: 'none', label: 'as they occur' },
              { value: 'balanced', label: 'all the same (balanced)' },
            ]}
            value={settings.classWeights}
            onChange={(value) => value && change({ classWeights: value as RunSettings['classWeights'] })}
          />
        )}
      </Explained>
      <Real
        label="Label smoothing"
        help={HELP.labelSmoothing}
        value={settings.labelSmoothing}
        least={0}
        most={0.9}
        step={0.05}
        onChange={(labelSmoothing) => change({ labelSmoothing })}
      />
      <Real
        label="Clip norm"
        help={HELP.clipNorm}
        value={settings.clipNorm}
        least={0}
        step={0.5}
        onChange={(clipNorm) => change({ clipNorm })}
      />
      <Real
        label="Weight decay"
        help={HELP.weightDecay}
        value={optimizer.weightDecay}
        least={0}
        step={0.001}
        onChange={(weightDecay) => change({ optimizer: { ...optimizer, weightDecay } })}
      />
      {(optimizer.name === 'sgd' || optimizer.name === 'rmsprop') && (
        <Real
          label="Momentum"
          help={HELP.momentum}
          value={optimizer.momentum}
          least={0}
          most={1}
          step={0.1}
          onChange={(momentum) => change({ optimizer: { ...optimizer, momentum } })}
        />
      )}
    </Group>
  );
}
