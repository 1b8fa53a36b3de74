// Makes a .vsix.
//
//   node package.mjs                                        without a program: it is looked for on the PATH
//   node package.mjs --target linux-x64 --program DUNNAGE   with this program inside, for this platform
//   ... --out FILE                                          where to put it
//
// Targets are those of VS Code: linux-x64, linux-arm64, alpine-x64, darwin-arm64, win32-x64 ...
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { target: { type: 'string' }, program: { type: 'string' }, out: { type: 'string' } },
});
if (Boolean(values.target) !== Boolean(values.program)) {
  console.error('--target and --program belong together');
  process.exit(2);
}

const program = values.program && path.resolve(values.program);
const { name, version } = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'package.json'), 'utf8'));
const out = path.resolve(values.out ?? `${name}-${version}${values.target ? `-${values.target}` : ''}.vsix`);

process.chdir(import.meta.dirname);
fs.rmSync('server', { recursive: true, force: true });
if (program) {
  fs.mkdirSync('server');
  const inside = path.join('server', values.target.startsWith('win32') ? 'dunnage.exe' : 'dunnage');
  fs.copyFileSync(program, inside);
  fs.chmodSync(inside, 0o755);
}
for (const license of ['LICENSE-MIT', 'LICENSE-APACHE']) {
  fs.copyFileSync(path.join('../..', license), license);
}
const target = values.target ? ['--target', values.target] : [];
// The bundle holds everything, so nothing of node_modules is packed.
const vsce = ['package', '--no-dependencies', '--skip-license', '--allow-missing-repository', '--no-rewrite-relative-links', ...target, '--out', out];
execFileSync(process.execPath, ['node_modules/@vscode/vsce/vsce', ...vsce], { stdio: 'inherit' });
fs.rmSync('server', { recursive: true, force: true });
