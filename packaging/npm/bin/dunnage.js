#!/usr/bin/env node
// Starts the program that the package for this platform brought.
'use strict';

const { spawnSync } = require('node:child_process');

const platform = `${process.platform}-${process.arch}`;
const program = process.platform === 'win32' ? 'dunnage.exe' : 'dunnage';

let path;
try {
  path = require.resolve(`@dunnage/${platform}/bin/${program}`);
} catch {
  console.error(`dunnage: there is no program for ${platform} here.`);
  console.error('Optional dependencies must not be left out when this package is installed (--omit=optional, --no-optional).');
  process.exit(2);
}

const { status, signal, error } = spawnSync(path, process.argv.slice(2), { stdio: 'inherit' });
if (error) {
  console.error(`dunnage: ${error.message}`);
  process.exit(2);
}
if (signal) {
  process.kill(process.pid, signal);
}
process.exit(status ?? 2);
