/**
 * Variables that the laboratory's process gets: where programs, files and libraries are, the language, the settings of this
 * program and of devices, and how to reach the network for the installation of native TensorFlow. Everything else stays
 * in the main process: secrets of other programs, and switches that make Node or Chromium load or open something.
 */
const PASSED: readonly RegExp[] = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TEMP|TMP|TZ|LANG|LANGUAGE|LC_\w+)$/,
  /^XDG_(CONFIG|DATA|CACHE|STATE|RUNTIME)_\w+$/,
  // Windows.
  /^(SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERNAME|USERPROFILE|HOMEDRIVE|HOMEPATH)$/i,
  /^(APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES(\(X86\))?|NUMBER_OF_PROCESSORS|PROCESSOR_\w+)$/i,
  // Windows does not distinguish capital letters.
  /^path$/i,
  /^NEURAL_SER_\w+$/,
  /^(CUDA_\w+|NVIDIA_\w+|TF_\w+|VK_\w+|OMP_\w+|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH)$/,
  // The installation of native TensorFlow: pip, and the compiler of the addon.
  /^(https?|no|all)_proxy$/i,
  /^(SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|PIP_\w+|CXX|npm_config_nodedir)$/,
];

/** The part of `environment` that the laboratory's process gets. */
export function laboratoryEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name, value]) => value !== undefined && PASSED.some((pattern) => pattern.test(name)),
    ),
  ) as Record<string, string>;
}
