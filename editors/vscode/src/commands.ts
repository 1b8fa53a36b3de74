// What a person can ask for by name.
import os from 'node:os';
import * as vscode from 'vscode';
import { LANGUAGES } from './documents.ts';
import { readPage, readRules, writeConfiguration } from './rulebook.ts';
import type { Session } from './session.ts';

/** The scheme of the pages of rules. */
const PAGES = 'dunnage-rule';

export function registerCommands(
  context: vscode.ExtensionContext,
  session: Session,
  log: vscode.OutputChannel,
  trace: vscode.OutputChannel,
): void {
  const command = (name: string, action: (...given: unknown[]) => unknown) => {
    context.subscriptions.push(vscode.commands.registerCommand(`dunnage.${name}`, action));
  };
  command('restart', () => session.restart());
  command('showLogs', () => {
    log.show();
  });
  command('showTrace', () => {
    trace.show();
  });
  command('applyAllFixes', applyAllFixes);
  command('explainRule', (rule) => explainRule(session, rule));
  command('createConfiguration', () => createConfiguration(session));
  command('showReferences', showReferences);
  command('setDefaultFormatter', () => setDefaultFormatter(context));
  command('debugInformation', () => showDebugInformation(context, session));
  const pages = {
    provideTextDocumentContent: (uri: vscode.Uri) =>
      session.program ? readPage(session.program.command, uri.path.replace(/\.md$/, '')) : '',
  };
  context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(PAGES, pages));
}

async function applyAllFixes(): Promise<void> {
  const wish = { kind: 'source.fixAll.dunnage', apply: 'first' };
  await vscode.commands.executeCommand('editor.action.sourceAction', wish);
}

async function explainRule(session: Session, asked: unknown): Promise<void> {
  if (!session.program) {
    return;
  }
  let name = typeof asked === 'string' ? asked : undefined;
  if (!name) {
    const items = readRules(session.program.command).then((rules) => {
      const here = rulesAtCursor();
      const item = (rule: (typeof rules)[number]) => ({
        label: rule.name,
        description: [rule.language, rule.severity, ...rule.aka.map((alias) => alias.replace(/^.*?:/, ''))].join(' · '),
        detail: rule.summary,
      });
      const rank = (label: string) => (here.has(label) ? 0 : 1);
      return rules.map(item).sort((a, b) => rank(a.label) - rank(b.label));
    });
    const options = { title: 'Explain a rule', matchOnDescription: true, matchOnDetail: true };
    name = (await vscode.window.showQuickPick(items, options))?.label;
  }
  if (name) {
    const page = vscode.Uri.from({ scheme: PAGES, path: `${name}.md` });
    await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
  }
}

/** The rules that speak where the cursor is. */
function rulesAtCursor(): Set<string> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    return new Set();
  }
  const touching = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter((it) => it.source === 'dunnage' && it.range.start.line <= editor.selection.active.line)
    .filter((it) => it.range.end.line >= editor.selection.active.line);
  return new Set(touching.map((it) => String(typeof it.code === 'object' ? it.code.value : it.code)));
}

async function createConfiguration(session: Session): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
  if (!folder || !session.program) {
    return;
  }
  const names = ['.dunnage.toml', 'dunnage.toml'].map((name) => vscode.Uri.joinPath(folder.uri, name));
  const existing = await firstThatExists(names);
  const file = existing ?? vscode.Uri.joinPath(folder.uri, '.dunnage.toml');
  if (!existing) {
    await writeConfiguration(session.program.command, folder.uri.fsPath);
  }
  await vscode.window.showTextDocument(file);
}

/** What a lens that counts places does: the server speaks of places as the protocol does, the editor as its own classes do. */
async function showReferences(uri: unknown, position: unknown, places: unknown): Promise<void> {
  const at = (place: { line: number; character: number }) => new vscode.Position(place.line, place.character);
  const shown = (places as { uri: string; range: { start: vscode.Position; end: vscode.Position } }[]).map(
    (place) =>
      new vscode.Location(vscode.Uri.parse(place.uri), new vscode.Range(at(place.range.start), at(place.range.end))),
  );
  const here = vscode.Uri.parse(uri as string);
  await vscode.commands.executeCommand('editor.action.showReferences', here, at(position as vscode.Position), shown);
}

async function firstThatExists(files: vscode.Uri[]): Promise<vscode.Uri | undefined> {
  for (const file of files) {
    try {
      await vscode.workspace.fs.stat(file);
      return file;
    } catch {
      // The next one, then.
    }
  }
  return undefined;
}

async function setDefaultFormatter(context: vscode.ExtensionContext): Promise<void> {
  for (const languageId of LANGUAGES) {
    const settings = vscode.workspace.getConfiguration('editor', { languageId });
    await settings.update('defaultFormatter', context.extension.id, vscode.ConfigurationTarget.Global, true);
  }
  await vscode.workspace
    .getConfiguration('dunnage')
    .update('format.enable', undefined, vscode.ConfigurationTarget.Global);
}

async function showDebugInformation(context: vscode.ExtensionContext, session: Session): Promise<void> {
  const { version } = context.extension.packageJSON as { version: string };
  const others = vscode.extensions.all
    .filter((it) => /docker|containers|hadolint/i.test(it.id) && it.id !== context.extension.id)
    .map((it) => `${it.id}${it.isActive ? '' : ' (not active)'}`);
  const lines = [
    '# Dunnage',
    '',
    `- Extension: ${version}`,
    `- Server: ${session.serverVersion ?? 'not running'}`,
    `- Program: ${session.program ? `${session.program.command} (from ${session.program.origin})` : 'none found'}`,
    `- Editor: ${vscode.env.appName} ${vscode.version}`,
    `- Machine: ${os.platform()} ${os.arch()} ${os.release()}`,
    `- Folder is trusted: ${vscode.workspace.isTrusted ? 'yes' : 'no'}`,
    `- Others who look after container files: ${others.join(', ') || 'none'}`,
    '',
    'Settings:',
    '',
    '```json',
    JSON.stringify(vscode.workspace.getConfiguration('dunnage'), null, 2),
    '```',
    '',
    'What the server does:',
    '',
    '```json',
    JSON.stringify(session.capabilities ?? null, null, 2),
    '```',
    '',
  ];
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: lines.join('\n') });
  await vscode.window.showTextDocument(document);
}
