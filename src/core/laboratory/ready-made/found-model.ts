import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { z } from 'zod';
import { errorCode, fileReason } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { UserError } from '#shared/failure.ts';
import { type FoundModel, type ModelDescription, modelDescriptionSchema } from '#shared/ready-made.ts';
import { readModelLabels } from './model-labels.ts';

/** A description of a hundred labels has a few kilobytes. */
const MAX_DESCRIPTION_BYTES = 1e6;

/** `config.json` of Hugging Face's transformers. */
const configSchema = z.object({ id2label: z.record(z.string().regex(/^\d+$/), z.string()) });
/** Its `preprocessor_config.json`. */
const preprocessorSchema = z.object({ do_normalize: z.boolean().optional() });

/**
 * What is known about a network that a user wants to add: a file, or a folder with one. Its description is read from the JSON file
 * of its name, or from the files of an export of transformers beside it.
 * @throws UserError `encoder-files-missing` without such a file, `model-description` for a damaged description.
 */
export async function foundModel(path: string): Promise<FoundModel> {
  const network = await networkIn(path);
  const { size } = await stat(network);
  const described = await descriptionOf(network);
  const named = basename(network, extname(network));
  const folder = basename(dirname(network) === path ? path : dirname(network));
  return {
    path: network,
    bytes: size,
    name: modelName(/^model/i.test(named) ? folder : named),
    description: described?.description ?? null,
    source: described?.source ?? null,
    labels: readModelLabels(described?.description.labels ?? []),
  };
}

/** The network: the file itself, or the only ONNX file of a folder, or `model.onnx` in it or in its `onnx`. */
async function networkIn(path: string): Promise<string> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch (error) {
    const known = fileReason(error);
    if (known === null) throw error;
    throw new UserError('encoder-files-missing', `${path} cannot be used. ${known.reason}`);
  }
  if (!isFolder) return path;
  for (const folder of [path, join(path, 'onnx')]) {
    const files = (await namesIn(folder)).filter((name) => name.toLowerCase().endsWith('.onnx'));
    const [only] = files.length === 1 ? files : files.filter((name) => name === 'model.onnx');
    if (only !== undefined) return join(folder, only);
  }
  throw new UserError(
    'encoder-files-missing',
    `${path} has no file “model.onnx”, and not exactly one other .onnx file. Give the file itself.`,
  );
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return [];
    throw error;
  }
}

async function descriptionOf(
  network: string,
): Promise<{ description: ModelDescription; source: string } | null> {
  const own = `${network.slice(0, network.length - extname(network).length)}.json`;
  const beside = await readJson(own);
  if (beside !== null) return { description: parsed(modelDescriptionSchema, beside, own), source: own };
  const folders = [
    dirname(network),
    ...(basename(dirname(network)) === 'onnx' ? [dirname(dirname(network))] : []),
  ];
  for (const folder of folders) {
    const source = join(folder, 'config.json');
    const config = configSchema.safeParse(await readJson(source));
    if (!config.success) continue;
    const preprocessor = preprocessorSchema.safeParse(
      await readJson(join(folder, 'preprocessor_config.json')),
    );
    const labels = Object.entries(config.data.id2label)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, label]) => label);
    const normalise = preprocessor.data?.do_normalize ? 'unit-variance' : 'none';
    return { description: parsed(modelDescriptionSchema, { labels, normalise }, source), source };
  }
  return null;
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [{ path: where, message }] = result.error.issues;
  throw new UserError(
    'model-description',
    `${path} does not describe a model${where.length === 0 ? '' : ` (${where.map(String).join('.')})`}: ${message}`,
  );
}

/** Null if there is no such file. @throws UserError `model-description` for a file that is no JSON, or too large. */
async function readJson(path: string): Promise<unknown> {
  try {
    const bytes = await readRegularFile(
      path,
      MAX_DESCRIPTION_BYTES,
      () => new SyntaxError('it is larger than 1 MB'),
    );
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error) ?? '')) return null;
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError('model-description', `${path} cannot be read: ${error.message}.`, { cause: error });
  }
}

/** A name for a model, from that of a file. */
function modelName(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
    .replace(/-+$/, '');
  return name === '' ? 'my-model' : name;
}
