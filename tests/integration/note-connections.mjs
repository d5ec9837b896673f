// Loaded before a program with `--import`: appends every connection, and every name that it looks up, to the file
// NEURAL_SER_CONNECTIONS, one per line. The Node processes that it forks do the same. Channels between processes are none.
import children from 'node:child_process';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const file = process.env.NEURAL_SER_CONNECTIONS;
const note = (what, values) => appendFileSync(file, `${what} ${JSON.stringify(values[0])}\n`);
// The file is there even if nothing was noted: a test sees that this was loaded.
appendFileSync(file, '');

// HTTP, HTTPS and `fetch` of this Node all connect through it.
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...values) {
  note('connect', values.flat());
  return Reflect.apply(connect, this, values);
};
for (const name of ['lookup', 'resolve']) {
  const found = dns[name];
  dns[name] = (...values) => {
    note(name, values);
    return Reflect.apply(found, dns, values);
  };
}
const { fork } = children;
children.fork = (path, ...more) => {
  const [values, options = {}] = Array.isArray(more[0]) ? more : [[], more[0]];
  const { env = process.env, execArgv = [], ...rest } = options;
  return fork(path, values, {
    ...rest,
    env: { ...env, NEURAL_SER_CONNECTIONS: file },
    execArgv: ['--import', import.meta.url, ...execArgv],
  });
};
syncBuiltinESMExports();
