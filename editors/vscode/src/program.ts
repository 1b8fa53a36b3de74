// Which `dunnage` is started. Knows nothing of VS Code, so that it can be tested without one.
import path from 'node:path';

/** What the settings say. */
export interface Wish {
  /** A path, or nothing. */
  path: string;
  strategy: 'useBundled' | 'fromEnvironment';
}

/** The machine, as far as the choice depends on it. */
export interface Machine {
  isWindows: boolean;
  home: string;
  /** The first folder of the workspace. */
  folder: string | undefined;
  /** The folders in which programs are looked for. */
  searchPath: string[];
  /** The folder of this extension. */
  extension: string;
  isFile: (path: string) => boolean;
}

export interface Program {
  command: string;
  origin: 'the setting' | 'the extension' | 'the PATH';
}

/** Why there is no program, in a sentence. */
export interface Missing {
  missing: string;
}

export function chooseProgram(wish: Wish, machine: Machine): Program | Missing {
  if (wish.path.trim()) {
    const command = expand(wish.path.trim(), machine);
    if (command.includes('/') || command.includes(path.sep)) {
      return machine.isFile(command)
        ? { command, origin: 'the setting' }
        : { missing: `The setting dunnage.server.path says ${command}, and there is no such file.` };
    }
    const found = onPath(command, machine);
    return found ? { command: found, origin: 'the setting' } : { missing: `There is no ${command} on the PATH.` };
  }
  const inside = path.join(machine.extension, 'server', programName('dunnage', machine));
  const bundled: Program | undefined = machine.isFile(inside) ? { command: inside, origin: 'the extension' } : undefined;
  const outside = onPath('dunnage', machine);
  const environment: Program | undefined = outside ? { command: outside, origin: 'the PATH' } : undefined;
  const chosen = wish.strategy === 'fromEnvironment' ? (environment ?? bundled) : (bundled ?? environment);
  return chosen ?? { missing: 'There is no dunnage on the PATH, and none came with this extension.' };
}

function expand(text: string, machine: Machine): string {
  const at = text.replace(/^~(?=$|[\\/])/, () => machine.home);
  return at.replaceAll('${workspaceFolder}', () => machine.folder ?? '').replaceAll('${userHome}', () => machine.home);
}

function programName(name: string, machine: Machine): string {
  return machine.isWindows && !/\.\w+$/.test(name) ? `${name}.exe` : name;
}

function onPath(name: string, machine: Machine): string | undefined {
  const folders = machine.searchPath.filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => path.join(folder, programName(name, machine))).find((file) => machine.isFile(file));
}
