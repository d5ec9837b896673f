import type { Session } from '../session.ts';
import { table } from '../terminal/table.ts';

export async function network(session: Session, name: string, options: { recipe?: string }): Promise<void> {
  const described = await session.ask('networks.describe', { name, recipe: options.recipe });
  session.result(described, () => {
    const { total, trainable } = described.parameters;
    return [
      table([
        ['layer', 'kind', 'output>'],
        ...described.layers.map((layer) => [layer.name, layer.kind, layer.output.join(' × ')]),
      ]),
      `${described.name}, input ${described.input.join(' × ')}: ${total.toLocaleString('en')} parameters, ${trainable.toLocaleString('en')} of them trainable; ${(described.multiplyAdds / 1e6).toFixed(1)} million multiply-adds a clip`,
    ].join('\n\n');
  });
}
