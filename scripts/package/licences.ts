/** The licences of everything in a package, as one text. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup/bootstrap.mjs';
import type { ShippedPackage } from './shipped-packages.ts';

const RULE = '='.repeat(80);
const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/**
 * The program's own licence, then those of Electron, Node and the npm packages, each under its name, version and SPDX
 * expression. @throws Error for a package that names no licence.
 */
export function licenceText(packages: readonly ShippedPackage[], nodeVersion: string): string {
  const electron = electronPackage();
  const sections = [
    section('neural-SER', 'MIT', readFileSync(join(root, 'LICENSE'), 'utf8')),
    section(
      `Electron ${electron.version}`,
      electron.licence,
      `${textOf(electron)}\nThe licences of Chromium and its parts are in LICENSES.chromium.html beside the program.\n`,
    ),
    section(
      `Node.js ${nodeVersion}`,
      'MIT, with parts under other licences',
      readFileSync(join(root, 'resources/licences/node.txt'), 'utf8'),
    ),
    ...packages.map((each) => {
      if (each.licence === '') throw new Error(`${each.name} ${each.version} names no licence.`);
      return section(`${each.name} ${each.version}`, each.licence, textOf(each));
    }),
    ...COMPILED.filter((part) => packages.some(({ name }) => name === part.in)).map((part) =>
      section(
        `${part.name}, compiled to WebAssembly in ${part.in}`,
        part.licence,
        `${part.copyright}\n\n${standardText(part.licence)}`,
      ),
    ),
  ];
  return `Licences of neural-SER and of what it contains\n\n${sections.join('\n')}`;
}

/** Libraries that are compiled into packages under other licences. */
const COMPILED = [
  {
    name: 'libmpg123',
    in: 'mpg123-decoder',
    licence: 'LGPL-2.1-or-later',
    copyright: 'Copyright (c) Michael Hipp and others. Source: https://www.mpg123.org',
  },
  {
    name: 'libopus',
    in: 'opus-decoder',
    licence: 'BSD-3-Clause',
    copyright: 'Copyright (c) Xiph.Org Foundation, Skype Limited, Octasic, Jean-Marc Valin and others',
  },
  {
    name: 'libvorbis and libogg',
    in: '@wasm-audio-decoders/ogg-vorbis',
    licence: 'BSD-3-Clause',
    copyright: 'Copyright (c) Xiph.Org Foundation',
  },
];

const section = (title: string, licence: string, text: string) =>
  `${RULE}\n${title}\nLicence: ${licence}\n${RULE}\n\n${text.replaceAll('\r\n', '\n').trim()}\n`;

/** The licence files of a package; the standard text of its licence where it has none, as some packages only name it. */
function textOf({ name, licence, folder }: ShippedPackage): string {
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8'));
  if (texts.length > 0) return texts.join('\n\n');
  const standard = standardText(licence, name);
  const { author, contributors } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const person = author ?? contributors?.[0] ?? 'its authors';
  const holder = typeof person === 'string' ? person : person.name;
  return `Copyright (c) ${holder}\n\n${standard}`;
}

/** The text that all works under a licence share. @throws Error if `resources/licences` does not have it. */
function standardText(licence: string, name = licence): string {
  const file = join(root, 'resources/licences', `${licence.toLowerCase()}.txt`);
  if (!existsSync(file)) throw new Error(`${name} has no licence file: add ${file}.`);
  return readFileSync(file, 'utf8');
}

/** Electron as its npm package describes it. */
export function electronPackage(): ShippedPackage {
  const folder = join(root, 'node_modules/electron');
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { name: 'electron', version, licence: license, folder };
}
