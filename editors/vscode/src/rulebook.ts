// What the program itself tells and writes, besides serving the editor.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What `dunnage rules --format json` says of a rule, as far as it is shown. */
export interface Rule {
  name: string;
  aka: string[];
  language: string;
  severity: string;
  summary: string;
}

const run = promisify(execFile);
const OPTIONS = { maxBuffer: 64 << 20, timeout: 20_000 };

export async function readRules(program: string): Promise<Rule[]> {
  const { stdout } = await run(program, ['rules', '--format', 'json'], OPTIONS);
  return JSON.parse(stdout) as Rule[];
}

export async function readPage(program: string, rule: string): Promise<string> {
  const { stdout } = await run(program, ['rules', '--format', 'markdown'], OPTIONS);
  return pageOf(stdout, rule) ?? `There is no rule \`${rule}\`.\n`;
}

/** Writes a first `.dunnage.toml`; what hadolint was told is taken over. */
export async function writeConfiguration(program: string, folder: string): Promise<void> {
  await run(program, ['init', folder], OPTIONS);
}

/** One rule's page out of the book of all of them, with the rule's name as its title. */
export function pageOf(book: string, rule: string): string | undefined {
  const heading = `\n### ${rule}\n`;
  const start = book.indexOf(heading);
  if (start < 0) {
    return undefined;
  }
  const rest = book.slice(start + heading.length);
  const end = rest.search(/^#{2,3} /m);
  return `# ${rule}\n${end < 0 ? rest : rest.slice(0, end)}`;
}
