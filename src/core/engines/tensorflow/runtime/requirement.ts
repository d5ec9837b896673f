/** A wheel that is wanted: `tensorflow-cpu`, `==2.21.0`. */
export interface Requirement {
  name: string;
  range: string;
}

/**
 * What the extra of a wheel's `METADATA` names (core metadata, `Requires-Dist: name<2,>=1; extra == "and-cuda"`).
 * Lines of other shapes are left out.
 */
export function extraRequirements(metadata: string, extra: string): Requirement[] {
  return metadata.split(/\r?\n/).flatMap((line) => {
    const [, name, range = '', marker] =
      /^Requires-Dist:\s*([\w.-]+)\s*\(?([^;()]*)\)?\s*;\s*extra\s*==\s*["']([\w-]+)["']\s*$/.exec(line) ??
      [];
    return name !== undefined && marker === extra ? [{ name, range: range.replaceAll(' ', '') }] : [];
  });
}

/** Whether a wheel's file name is of that project: `-`, `_` and `.` are the same in names (PEP 503). */
export function isWheelOf(fileName: string, { name }: Requirement): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-_.]+/g, '-');
  return /\.whl$/.test(fileName) && plain(fileName.split('-')[0]!) === plain(name);
}
