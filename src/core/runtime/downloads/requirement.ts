/** A required package: `tensorflow-cpu`, `==2.21.0`. */
export interface Requirement {
  name: string;
  range: string;
}

/**
 * The requirements of an extra in a wheel's `METADATA` (core metadata, `Requires-Dist: name<2,>=1; extra ==
 * "and-cuda"`). Lines of other shapes are ignored.
 */
export function extraRequirements(metadata: string, extra: string): Requirement[] {
  return metadata.split(/\r?\n/).flatMap((line) => {
    const [, name, range = '', marker] =
      /^Requires-Dist:\s*([\w.-]+)\s*\(?([^;()]*)\)?\s*;\s*extra\s*==\s*["']([\w-]+)["']\s*$/.exec(line) ??
      [];
    return name !== undefined && marker === extra ? [{ name, range: range.replaceAll(' ', '') }] : [];
  });
}

/** Whether a wheel's file name belongs to that project; `-`, `_` and `.` are equal in names (PEP 503). */
export function isWheelOf(fileName: string, { name }: Requirement): boolean {
  const normalised = (text: string) => text.toLowerCase().replaceAll(/[-_.]+/g, '-');
  return /\.whl$/.test(fileName) && normalised(fileName.split('-')[0]!) === normalised(name);
}
