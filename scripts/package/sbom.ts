/** The software bill of materials of a package, in CycloneDX. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup/bootstrap.mjs';
import { electronPackage } from './licences.ts';
import type { ShippedPackage } from './shipped-packages.ts';

export interface BillOptions {
  version: string;
  nodeVersion: string;
  packages: readonly ShippedPackage[];
}

/** A CycloneDX 1.6 document. It has no date and no random number, so that the same build gives the same document. */
export function billOfMaterials({ version, nodeVersion, packages }: BillOptions): object {
  const integrity = lockedIntegrity();
  const library = ({ name, version: each, licence }: ShippedPackage) => {
    const purl = `pkg:npm/${name.replace('@', '%40')}@${each}`;
    const hash = integrity.get(`${name} ${each}`);
    return {
      type: 'library',
      'bom-ref': purl,
      name,
      version: each,
      purl,
      // Only an expression of SPDX may be called one.
      licenses: [/^SEE /.test(licence) ? { license: { name: licence } } : { expression: licence }],
      ...(hash === undefined ? {} : { hashes: [{ alg: 'SHA-512', content: hash }] }),
    };
  };
  const components = [
    { ...library(electronPackage()), type: 'framework' },
    {
      type: 'platform',
      'bom-ref': `pkg:generic/node@${nodeVersion}`,
      name: 'node',
      version: nodeVersion,
      purl: `pkg:generic/node@${nodeVersion}`,
      licenses: [{ expression: 'MIT' }],
    },
    ...packages.map(library),
  ];
  const digest = createHash('sha256').update(JSON.stringify(components)).digest('hex');
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(digest)}`,
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': `neural-ser@${version}`,
        name: 'neural-ser',
        version,
        licenses: [{ expression: 'MIT' }],
      },
    },
    components,
  };
}

/** A version 8 UUID (RFC 9562) with the bits of a digest in hexadecimal. */
const uuidOf = (digest: string) =>
  `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;

/** SHA-512 in hexadecimal by name and version, from the lock file. */
function lockedIntegrity(): Map<string, string> {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; integrity?: string }>;
  };
  return new Map(
    Object.entries(packages).flatMap(([path, { version, integrity }]) =>
      integrity?.startsWith('sha512-')
        ? [
            [
              `${path.replace(/^.*node_modules\//, '')} ${version}`,
              Buffer.from(integrity.slice(7), 'base64').toString('hex'),
            ] as const,
          ]
        : [],
    ),
  );
}
