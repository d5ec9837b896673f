/**
 * What a process wrote to its standard error, without what TensorFlow says of itself whatever its log level is: lines
 * of absl's format (`I0000 00:00:17… port.cc:153] …`, informations and warnings) and the one that announces them.
 */
export function withoutTensorflowLog(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^([IW]\d{4} \d\d:\d\d:|WARNING: All log messages before absl)/.test(line))
    .join('\n')
    .trim();
}
