import { basename, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '#shared/failure.ts';
import { download, reasonOf } from './download.ts';
import { proxiedFetch } from './proxied-fetch.ts';
import type { Requirement } from './requirement.ts';
import { inRange, newestInRange, parseVersion } from './version-range.ts';

const fileSchema = z.object({
  filename: z.string().regex(/^[\w.+-]+$/),
  url: z.url({ protocol: /^https?$/ }),
  size: z.number().int().positive(),
  digests: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  yanked: z.boolean().default(false),
});
/** The part of the index's JSON interface that is used: `GET /NAME/json`. */
const projectSchema = z.object({ releases: z.record(z.string(), z.array(fileSchema)) });

export interface IndexFetch {
  index: string;
  requirement: Requirement;
  /** Matches the end of the wheel's file name. */
  wheelEnding: RegExp;
  /** The only file to fetch; null: any that fits. */
  pinned: string | null;
  folder: string;
  progress(done: number, total: number): void;
  signal?: AbortSignal;
}

/**
 * Fetches a wheel straight from an index, without Python: the newest release in the range, checked against the index's
 * SHA-256. Gives the file's path. Throws {@link UserError} `download-failed`, `corrupted` or `cancelled`.
 */
export async function fetchFromIndex(wanted: IndexFetch): Promise<string> {
  const { requirement, folder, signal } = wanted;
  const { releases } = await fetchProject(wanted);
  const fitting = (version: string) =>
    (releases[version] ?? []).find(
      ({ filename, yanked }) =>
        !yanked &&
        wanted.wheelEnding.test(filename) &&
        (wanted.pinned === null ? isUsable(filename) : filename === wanted.pinned),
    );
  const versions = Object.keys(releases).filter((version) => fitting(version) !== undefined);
  const version = newestInRange(versions, requirement.range);
  const file = version === null ? undefined : fitting(version);
  if (file === undefined) {
    const near = versions.filter((text) => inRange(parseVersion(text) ?? [], requirement.range)).length;
    throw failed(
      `${wanted.index} has no wheel of ${requirement.name} ${requirement.range} for this machine (${near} releases in the range)`,
    );
  }
  const target = join(folder, basename(file.filename));
  const { url, size: bytes, digests } = file;
  const progress = (done: number) => wanted.progress(done, bytes);
  const checksum = { kind: 'sha256', value: digests.sha256 } as const;
  await download({ url, bytes, checksum, target, progress, signal });
  return target;
}

/**
 * A wheel for Python 3.10 to 3.13 or for any Python. Their libraries are the same; newer ones may have another layout.
 */
function isUsable(filename: string): boolean {
  return /-(cp31[0-3]|py\d[\w.]*)-/.test(filename);
}

async function fetchProject({
  index,
  requirement,
  signal,
}: IndexFetch): Promise<z.infer<typeof projectSchema>> {
  const url = `${index.replace(/\/+$/, '')}/${requirement.name}/json`;
  let answer: Response;
  let body: unknown;
  try {
    answer = await proxiedFetch(url, { signal, headers: { accept: 'application/json' } });
    body = answer.ok ? await answer.json() : null;
  } catch (error) {
    if (signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
    throw failed(`${url} could not be reached: ${reasonOf(error)}`, error);
  }
  if (!answer.ok) throw failed(`${url} answered ${answer.status}`);
  const parsed = projectSchema.safeParse(body);
  if (!parsed.success) throw failed(`${url} sent a response that is not the index's JSON`, parsed.error);
  return parsed.data;
}

function failed(what: string, cause?: unknown): UserError {
  return new UserError('download-failed', `${what}.`, { cause });
}
