import { expect, it } from 'vitest';
import { laboratoryEnvironment } from '#main/laboratory-environment.ts';

it('passes what the laboratory needs, on Linux, macOS and Windows', () => {
  const needed = {
    ...{ PATH: '/bin', HOME: '/home/me', LANG: 'de_DE.UTF-8', LC_ALL: 'C', TMPDIR: '/tmp', TZ: 'UTC' },
    ...{
      XDG_DATA_HOME: '/data',
      XDG_RUNTIME_DIR: '/run',
      NEURAL_SER_DATA: '/lab',
      CUDA_VISIBLE_DEVICES: '0',
    },
    ...{
      LD_LIBRARY_PATH: '/usr/lib/cuda',
      TF_CPP_MIN_LOG_LEVEL: '2',
      VK_ICD_FILENAMES: '/usr/share/vulkan/icd.d/one.json',
      https_proxy: 'http://p',
      NO_PROXY: 'x',
    },
    ...{
      Path: 'C:\\Windows',
      SystemRoot: 'C:\\Windows',
      LOCALAPPDATA: 'C:\\l',
      'ProgramFiles(x86)': 'C:\\p',
    },
    ...{ PIP_INDEX_URL: 'https://mirror', SSL_CERT_FILE: '/ca.pem', CXX: 'g++' },
  };
  expect(laboratoryEnvironment({ ...needed, GONE: undefined })).toEqual(needed);
});

it.each([
  'AWS_SECRET_ACCESS_KEY',
  'GITHUB_TOKEN',
  'SSH_AUTH_SOCK',
  'NODE_OPTIONS',
  'NODE_PATH',
  'ELECTRON_RUN_AS_NODE',
  'ELECTRON_ENABLE_LOGGING',
  'LD_PRELOAD',
  'LD_AUDIT',
  'DYLD_INSERT_LIBRARIES',
  'PYTHONSTARTUP',
  'XDG_SESSION_COOKIE',
  'MY_PATH',
  'PATHS',
])('does not pass %s', (name) => {
  expect(laboratoryEnvironment({ [name]: 'x' })).toEqual({});
});
