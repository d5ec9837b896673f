/**
 * The standard error of a process without the lines that TensorFlow writes at every log level: lines in absl's format
 * (`I0000 00:00:17… port.cc:153] …`, infos and warnings) and the line that announces them.
 */
export function withoutTensorflowLog(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^([IW]\d{4} \d\d:\d\d:|WARNING: All log messages before absl)/.test(line))
    .join('\n')
    .trim();
}
