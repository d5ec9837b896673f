import { Accordion, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import { OPTIMIZER_DEFAULTS, type RunSettings } from '../../../shared/runs.ts';
import { useRequest } from '../../laboratory/use-request.ts';
import { AugmentationSettings } from './augmentation-settings.tsx';
import { Real, Share, Whole } from './number-fields.tsx';
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
          least={1}
          value={settings.epochs}
          onChange={(epochs) => change({ epochs })}
        />
        <Whole
          label="Batch size"
          least={1}
          value={settings.batchSize}
          onChange={(batchSize) => change({ batchSize })}
        />
        <Select
          label="Optimizer"
          w={130}
          data={Object.keys(OPTIMIZER_DEFAULTS)}
          value={settings.optimizer.name}
          onChange={(name) =>
            name && change({ optimizer: OPTIMIZER_DEFAULTS[name as keyof typeof OPTIMIZER_DEFAULTS] })
          }
        />
        <Real
          label="Learning rate"
          value={settings.optimizer.learningRate}
          step={0.001}
          onChange={(learningRate) => change({ optimizer: { ...settings.optimizer, learningRate } })}
        />
      </Group>
      <Accordion variant="contained" chevronPosition="left" multiple>
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
            <Transfer settings={settings} change={change} />
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="engine">
          <Accordion.Control>Engine</Accordion.Control>
          <Accordion.Panel>
            <Select
              label="Engine"
              description="Both give the same outputs for the same weights; a figure is repeatable on the engine it was made with."
              data={[
                { value: 'auto', label: 'The fastest that works here' },
                { value: 'tensorflow', label: 'tensorflow, native' },
                { value: 'wasm', label: 'wasm, built in' },
              ]}
              value={settings.engine}
              onChange={(engine) => engine && change({ engine: engine as RunSettings['engine'] })}
            />
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
        <Select
          label="Learning rate schedule"
          w={180}
          data={['constant', 'cosine', 'one-cycle']}
          value={schedule.kind}
          onChange={(kind) =>
            kind && change({ schedule: { ...schedule, kind: kind as typeof schedule.kind } })
          }
        />
        {schedule.kind !== 'constant' && (
          <Share
            label="Warm-up"
            value={schedule.warmupShare}
            onChange={(warmupShare) => change({ schedule: { ...schedule, warmupShare } })}
          />
        )}
      </Group>
      <Checkbox
        label="Stop early when the validation loss no longer falls"
        checked={earlyStopping.enabled}
        onChange={(event) =>
          change({ earlyStopping: { ...earlyStopping, enabled: event.currentTarget.checked } })
        }
      />
      <Group gap="sm" align="flex-end">
        <Whole
          label="Patience (epochs)"
          least={0}
          disabled={!earlyStopping.enabled}
          value={earlyStopping.patience}
          onChange={(patience) => change({ earlyStopping: { ...earlyStopping, patience } })}
        />
        <Whole
          label="Counted from epoch"
          least={0}
          disabled={!earlyStopping.enabled}
          value={earlyStopping.startEpoch}
          onChange={(startEpoch) => change({ earlyStopping: { ...earlyStopping, startEpoch } })}
        />
        <Checkbox
          pb={8}
          label="Keep the best epoch’s weights"
          checked={earlyStopping.restoreBest}
          onChange={(event) =>
            change({ earlyStopping: { ...earlyStopping, restoreBest: event.currentTarget.checked } })
          }
        />
      </Group>
    </Stack>
  );
}

function Loss({ settings, change }: { settings: RunSettings; change: Change }) {
  const { optimizer } = settings;
  return (
    <Group gap="sm" align="flex-end">
      <Select
        label="Emotions weigh"
        w={220}
        data={[
          { value: 'none', label: 'as they occur' },
          { value: 'balanced', label: 'all the same (balanced)' },
        ]}
        value={settings.classWeights}
        onChange={(value) => value && change({ classWeights: value as RunSettings['classWeights'] })}
      />
      <Real
        label="Label smoothing"
        value={settings.labelSmoothing}
        least={0}
        most={0.9}
        step={0.05}
        onChange={(labelSmoothing) => change({ labelSmoothing })}
      />
      <Real
        label="Clip norm (0: none)"
        value={settings.clipNorm}
        least={0}
        step={0.5}
        onChange={(clipNorm) => change({ clipNorm })}
      />
      <Real
        label="Weight decay"
        value={optimizer.weightDecay}
        least={0}
        step={0.001}
        onChange={(weightDecay) => change({ optimizer: { ...optimizer, weightDecay } })}
      />
      {(optimizer.name === 'sgd' || optimizer.name === 'rmsprop') && (
        <Real
          label="Momentum"
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

function Transfer({ settings, change }: { settings: RunSettings; change: Change }) {
  const runs = useRequest('runs.list', { limit: 1000 });
  const { startWeights } = settings;
  const own = (runs.data ?? []).filter(
    ({ status, network }) => status === 'finished' && network === settings.network,
  );
  const from = startWeights?.from ?? '';
  const set = (path: string) =>
    change({
      startWeights:
        path.trim() === ''
          ? null
          : { from: path, foldChannels: startWeights?.foldChannels ?? false, sha256: null },
    });
  return (
    <Stack gap="sm">
      <Select
        label="A run’s recogniser"
        placeholder="weights drawn from the seed"
        clearable
        searchable
        allowDeselect
        data={own.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
        value={own.some(({ id }) => id === from) ? from : null}
        onChange={(id) => set(id ?? '')}
      />
      <TextInput
        label="Or a weights file (.h5 of Keras, .safetensors)"
        placeholder="its whole path"
        value={own.some(({ id }) => id === from) ? '' : from}
        onChange={(event) => set(event.currentTarget.value)}
      />
      <Group gap="sm" align="flex-end">
        <TextInput
          label="Freeze up to the layer"
          placeholder="none"
          w={240}
          value={settings.freezeUpTo ?? ''}
          onChange={(event) => change({ freezeUpTo: event.currentTarget.value.trim() || null })}
        />
        <Checkbox
          pb={8}
          label="Fold a first layer of three channels to one"
          disabled={startWeights === null}
          checked={startWeights?.foldChannels ?? false}
          onChange={(event) =>
            startWeights &&
            change({ startWeights: { ...startWeights, foldChannels: event.currentTarget.checked } })
          }
        />
      </Group>
    </Stack>
  );
}
