import assert from 'node:assert/strict';
import test from 'node:test';
import { chooseProgram, type Machine, type Wish } from '../src/program.ts';
import { pageOf } from '../src/rulebook.ts';

const nothing: Wish = { path: '', strategy: 'useBundled' };

function complaint(chosen: ReturnType<typeof chooseProgram>): string {
  return 'missing' in chosen ? chosen.missing : '';
}

function machine(...files: string[]): Machine {
  return {
    isWindows: false,
    home: '/home/ada',
    folder: '/project',
    searchPath: ['.', '/usr/local/bin', '/usr/bin'],
    extension: '/extension',
    isFile: (path) => files.includes(path),
  };
}

test('the program that came with the extension goes first, unless the environment is asked for', () => {
  const both = machine('/extension/server/dunnage', '/usr/bin/dunnage');
  assert.deepEqual(chooseProgram(nothing, both), { command: '/extension/server/dunnage', origin: 'the extension' });
  const environment: Wish = { path: '', strategy: 'fromEnvironment' };
  assert.deepEqual(chooseProgram(environment, both), { command: '/usr/bin/dunnage', origin: 'the PATH' });
});

test('each stands in for the other', () => {
  const environment: Wish = { path: '', strategy: 'fromEnvironment' };
  assert.deepEqual(chooseProgram(nothing, machine('/usr/bin/dunnage')), { command: '/usr/bin/dunnage', origin: 'the PATH' });
  const bundled = machine('/extension/server/dunnage');
  assert.deepEqual(chooseProgram(environment, bundled), { command: '/extension/server/dunnage', origin: 'the extension' });
  assert.match(complaint(chooseProgram(nothing, machine())), /no dunnage on the PATH/);
});

test('a path is taken by its word', () => {
  const at = (path: string, ...files: string[]) => chooseProgram({ ...nothing, path }, machine(...files));
  assert.deepEqual(at('~/bin/dunnage', '/home/ada/bin/dunnage'), { command: '/home/ada/bin/dunnage', origin: 'the setting' });
  assert.deepEqual(at('${workspaceFolder}/d', '/project/d'), { command: '/project/d', origin: 'the setting' });
  assert.deepEqual(at('dunnage-beta', '/usr/bin/dunnage-beta'), { command: '/usr/bin/dunnage-beta', origin: 'the setting' });
  assert.match(complaint(at('/nowhere/dunnage', '/usr/bin/dunnage')), /no such file/);
});

test('a folder that is relative is never searched: it is whatever folder is open', () => {
  assert.match(complaint(chooseProgram(nothing, machine('dunnage', './dunnage'))), /no dunnage/);
});

test('Windows has its own names', () => {
  const windows = { ...machine('/usr/bin/dunnage.exe'), isWindows: true };
  assert.deepEqual(chooseProgram(nothing, windows), { command: '/usr/bin/dunnage.exe', origin: 'the PATH' });
});

test('a page is cut out of the book', () => {
  const book = '# Rules\n\n## Dockerfile\n\n### one\n\nFirst.\n\n### two\n\nSecond.\n\n## Compose\n\n### three\n\nThird.\n';
  assert.equal(pageOf(book, 'one'), '# one\n\nFirst.\n\n');
  assert.equal(pageOf(book, 'two'), '# two\n\nSecond.\n\n');
  assert.equal(pageOf(book, 'three'), '# three\n\nThird.\n');
  assert.equal(pageOf(book, 'tw'), undefined);
});
